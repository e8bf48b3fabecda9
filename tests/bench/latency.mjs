// A server far away: forwards each connection to PORT of this machine, and what is asked arrives MS later.
// Prints its own port, ends when its stdin closes.
// usage: latency.mjs PORT MS
import net from 'node:net';

const [port, delay] = process.argv.slice(2).map(Number);

const server = net.createServer({ noDelay: true }, (near) => {
  const far = net.connect({ port, host: '127.0.0.1', noDelay: true });
  near.on('data', (bytes) => setTimeout(() => far.write(bytes), delay));
  near.on('end', () => setTimeout(() => far.end(), delay));
  far.pipe(near);
  near.on('error', () => far.destroy());
  far.on('error', () => near.destroy());
});
server.listen({ port: 0, host: '127.0.0.1', backlog: 256 }, () => console.log(server.address().port));
process.stdin.resume().on('end', () => process.exit());
