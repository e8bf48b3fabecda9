// One region's DynamoDB in memory on a free loopback port: prints {"url": …}, ends when its stdin closes.
// AWS_REGION names the region.
import Module from 'node:module';

// dynalite takes no two lists and no two maps for equal; DynamoDB compares them by what they hold, sets in any order.
function valsEqual(one, other) {
  if (!one || !other || typeof one != 'object' || typeof other != 'object') return one === other;
  const names = Object.keys(one);
  if (names.length != Object.keys(other).length) return false;
  const isSet = Array.isArray(one) && names.length > 0 && typeof one[0] == 'string';
  return names.every(name => isSet ? other.includes(one[name]) : name in other && valsEqual(one[name], other[name]));
}
const compile = Module.prototype._compile;
Module.prototype._compile = function (source, path, ...rest) {
  if (path.endsWith('/dynalite/db/index.js')) {
    const mended = source.replace(/^function valsEqual [\s\S]*?^}$/m, () => valsEqual.toString());
    if (mended === source) throw new Error('dynalite compares in another way by now');
    source = mended;
  }
  return compile.call(this, source, path, ...rest);
};

const { default: dynalite } = await import('dynalite');
const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
server.keepAliveTimeout = 0; // an idle connection of a test lives as long as the test
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ url: `http://127.0.0.1:${server.address().port}` })));
process.stdin.resume().on('end', () => process.exit());
