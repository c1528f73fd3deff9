// Whether the tests run on a further driver, after the first one has run all of them (scripts/drivers.mjs). What a driver
// makes of a kernel shows with one type of weights; how each type is unpacked is tested by kernel on every driver.

export const isFurtherDriver = process.env.TRAMONTANE_TEST_FURTHER_DRIVER !== undefined;
