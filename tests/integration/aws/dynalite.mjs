// One region's DynamoDB in memory on a free loopback port: prints {"url": …}, ends when its stdin closes.
// AWS_REGION names the region.
import dynalite from 'dynalite';

const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
server.keepAliveTimeout = 0; // an idle connection of a test lives as long as the test
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ url: `http://127.0.0.1:${server.address().port}` })));
process.stdin.resume().on('end', () => process.exit());
