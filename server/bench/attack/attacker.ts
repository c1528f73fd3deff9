// One attack as a process of its own, so that what it costs to attack does not slow down who measures.
import { attacksOf, templateAttacks } from './attacks.ts';
import { askedAt } from './target.ts';

const [, , name, address = '', secrets = ''] = process.argv;
const attack = [...attacksOf(), ...templateAttacks].find((one) => one.name === name);
if (!attack) throw new Error(`there is no attack '${name}'`);
const controller = new AbortController();
process.once('SIGTERM', () => controller.abort());
// The measuring process has gone without a SIGTERM.
process.once('disconnect', () => process.exit());
process.send?.('begins');
await attack.run(askedAt(new URL(address), JSON.parse(secrets)), controller.signal);
process.exit();
