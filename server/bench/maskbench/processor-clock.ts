// The processor time of this thread: what other programs do at the same time does not count.
import koffi from 'koffi';

/** CLOCK_THREAD_CPUTIME_ID of Linux. */
const threadTime = 3;

/** A clock in microseconds. Elsewhere than on Linux, it is that of the wall. */
export function processorClock(): () => number {
  if (process.platform !== 'linux') return () => performance.now() * 1000;
  const read = koffi.load('libc.so.6').func('int clock_gettime(int, _Out_ int64_t *)');
  const time = new BigInt64Array(2);
  return () => {
    if (read(threadTime, time) !== 0) throw new Error('clock_gettime cannot read the time of this thread');
    return Number(time[0]) * 1e6 + Number(time[1]) / 1e3;
  };
}
