// A process that does next to nothing, beside a server under attack: how slowly it answers is how busy the machine is.
import { createServer } from 'node:http';

const server = createServer((_req, res) => void res.end('ok'));
server.listen(0, '127.0.0.1', () => process.send?.(server.address().port));
process.once('disconnect', () => process.exit());
