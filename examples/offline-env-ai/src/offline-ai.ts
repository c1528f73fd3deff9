// The Worker behind env.AI when there is no network: all of it is in the package.
export { default } from 'tramontane/offline';
