// The far side of the raw ping-pong over TCP: `<bytes asked> <bytes answered>`; prints its port.
import net from 'node:net';

const [asked = 0, answered = 0] = process.argv.slice(2).map(Number);
const answer = Buffer.alloc(answered, 7);

const server = net.createServer((socket) => {
  socket.setNoDelay(true);
  let got = 0;
  socket.on('data', (piece) => {
    for (got += piece.length; got >= asked; got -= asked) socket.write(answer);
  });
  socket.on('error', () => socket.destroy());
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as net.AddressInfo).port}\n`);
});
// It ends with the process that started it.
process.stdin.resume();
process.stdin.once('end', () => process.exit());
