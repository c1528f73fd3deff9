// Which requests get places, wait for them or are refused.
import { describe, expect, it } from 'vitest';
import { Admission } from './admission.ts';

const owner = (id: string, maxConcurrentRuns?: number) => ({ id, maxConcurrentRuns });
const [a, b, c] = [owner('a'), owner('b'), owner('c')];

/** Takes n places of one each. */
const fill = (admission: Admission, n: number, who: ReturnType<typeof owner>) =>
  Promise.all(Array.from({ length: n }, () => admission.enter(1, who)));

/** The names in the order in which they get in. */
function order(...entering: [string, Promise<() => void>][]): string[] {
  const names: string[] = [];
  for (const [name, entered] of entering) void entered.then(() => names.push(name));
  return names;
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('places', () => {
  it('are all for one token while no other asks', async () => {
    const admission = new Admission(4);
    await fill(admission, 4, a);
    await expect(admission.enter(1, a)).rejects.toMatchObject({ kind: 'noCapacity' });
    expect(() => admission.requireChance(a)).toThrow('Capacity temporarily exceeded');
    expect(() => admission.requireChance(b)).not.toThrow();
  });

  it('of a token that has them all go to the others, until each has its share', async () => {
    const admission = new Admission(4);
    const leave = await fill(admission, 4, a);
    const entering = Array.from({ length: 2 }, () => admission.enter(1, b));
    const third = admission.enter(1, b);
    await expect(third).rejects.toMatchObject({ kind: 'noCapacity' });
    const names = order(['b1', entering[0] as Promise<() => void>], ['b2', entering[1] as Promise<() => void>]);
    await expect(admission.enter(1, a)).rejects.toMatchObject({ kind: 'noCapacity' });
    leave[0]?.();
    await turn();
    expect(names).toEqual(['b1']);
    leave[1]?.();
    await turn();
    expect(names).toEqual(['b1', 'b2']);
    expect(admission.count).toBe(4);
  });

  it('go to the token with the fewest first', async () => {
    const admission = new Admission(6);
    const leave = [...(await fill(admission, 5, a)), ...(await fill(admission, 1, b))];
    const names = order(['b', admission.enter(1, b)], ['c', admission.enter(1, c)]);
    leave[0]?.();
    await turn();
    expect(names).toEqual(['c']);
    leave[1]?.();
    await turn();
    expect(names).toEqual(['c', 'b']);
  });

  it('are kept for a request for several within its share, and not for more', async () => {
    const admission = new Admission(4);
    const leave = await fill(admission, 4, a);
    const names = order(['b', admission.enter(3, b)], ['c', admission.enter(2, c)]);
    leave[0]?.();
    await turn();
    expect(names).toEqual([]);
    leave[1]?.();
    await turn();
    expect(names).toEqual(['c']);
  });

  it('that do not come are refused in the end, and those who leave do not wait', async () => {
    const admission = new Admission(1, 0, 20);
    const [leave] = await fill(admission, 1, a);
    await expect(admission.enter(1, b)).rejects.toMatchObject({ kind: 'noCapacity' });
    const controller = new AbortController();
    const entering = admission.enter(1, b, controller.signal);
    controller.abort(new Error('left'));
    await expect(entering).rejects.toThrow('left');
    leave?.();
    leave?.();
    expect(admission.count).toBe(0);
    await admission.idle(1);
  });

  it('of a token with a limit of its own stay within it', async () => {
    const admission = new Admission(4);
    const limited = owner('a', 2);
    await fill(admission, 2, limited);
    await expect(admission.enter(1, limited)).rejects.toThrow('This token may have 2 answers under way');
    expect(() => admission.requireRoom(3, limited)).toThrow('this token may have 2');
    expect(() => admission.requireRoom(5, b)).toThrow('this server may have 4');
  });

  it('are kept where there are many, so that a token that has none gets in at once', async () => {
    const admission = new Admission(32);
    await fill(admission, 30, a);
    const names = order(['a', admission.enter(1, a)]);
    expect(order(['b', admission.enter(1, b)])).toEqual([]);
    await turn();
    expect([names, admission.count]).toEqual([[], 31]);
  });
});
