// Opens one USD file with OpenUSD and prints {ok, errors, text}; text is the flattened stage.
// One process per file: an error aborts the WASM instance.
// Usage: node --require <absolute path of usd-shim.cjs> usd-open.cjs FILE
const fs = require('fs');
const path = require('path');
const Module = require('module');

const folder = path.join(path.dirname(require.resolve('three-usdz-loader/package.json')), 'external');
const script = path.join(folder, 'emHdBindings.js');
const bindings = new Module(script);
bindings.filename = script;
bindings.paths = [];
bindings._compile(`${fs.readFileSync(script, 'utf8')};module.exports=getUsdModule`, script);

const file = process.argv[2];
const name = `in${path.extname(file)}`;
const errors = [];
const stub = () => new Proxy({}, { get: () => () => {} });
// Missing plug-ins of this build, not faults of the file.
const known = /kilogramsPerUnit|schemaRegistry|ndr\/registry/;

function finish(text) {
  // A synchronous write to a pipe may take a part only; the build's threads keep the process alive, so it has to be ended.
  process.stdout.write(JSON.stringify({ ok: errors.length === 0, errors, text: text ?? null }), () => process.exit(errors.length ? 1 : 0));
}

bindings.exports({
  mainScriptUrlOrBlob: script,
  locateFile: part => path.join(folder, part),
  print() {},
  printErr: line => known.test(line) || errors.push(line),
}, folder).then(usd => {
  usd.FS_createDataFile('/', name, new Uint8Array(fs.readFileSync(file)), true, true, true);
  const textures = path.join(path.dirname(file), 'textures');
  if (fs.existsSync(textures)) {
    usd.FS_createPath('/', 'textures', true, true);
    for (const entry of fs.readdirSync(textures)) {
      usd.FS_createDataFile('/textures', entry, new Uint8Array(fs.readFileSync(path.join(textures, entry))), true, true, true);
    }
  }

  const driver = new usd.HdWebSyncDriver(
    { createRPrim: stub, createBPrim: stub, createSPrim: stub, CommitResources() {}, setDriver() {} }, name);
  finish(driver.GetStage().ExportToString());
}).catch(error => {
  errors.push(String(error));
  finish();
});
