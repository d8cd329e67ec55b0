// Who may import whom. Every rule is a direction of docs/architecture; there is no list of exceptions.
const tests = '[.]test[.]ts$|/test/|/testkit/'
const source = '^(packages/plugin-[^/]+|examples/plugins/[^/]+)/src/'
const at = (...names) => names.flatMap((name) => [`${source}${name}(/|[.]ts$)`, `${source}[^/]+/${name}(/|[.]ts$)`])

const only = (layer, ...allowed) => ({
  name: `${layer} may import ${[layer, ...allowed].join(', ')}`,
  severity: 'error',
  from: {path: at(layer), pathNot: tests},
  to: {path: source, pathNot: at(layer, ...allowed)},
})

const pureSdk = 'errors|jsonpath|kube|logs/[a-z-]+|manifest|nearest|need|plan|pod-access|secret-values|text|units|view'
const purePackages = `^packages/(kinds|capacity|inference-model|engine-metrics|kaito|pricing|report-page)/|^packages/sdk/src/(${pureSdk})\\.ts$`

const packages = (name, ...allowed) => ({
  name: `package ${name} may import ${allowed.join(', ') || 'no package of ours'}`,
  severity: 'error',
  from: {path: `^packages/${name}/`, pathNot: tests},
  to: {path: '^packages/', pathNot: [`^packages/${name}/`, ...allowed.map((other) => `^packages/${other}/`)]},
})

const shared = ['sdk', 'kinds', 'capacity', 'inference-model', 'engine-metrics', 'kaito', 'pricing', 'report-page']
const heavy = '@kubernetes/client-node|listr2|enquirer|cosmiconfig|undici|zod|ink|@oclif/table|yaml|ws'

module.exports = {
  forbidden: [
    {name: 'no import cycles', severity: 'error', from: {}, to: {circular: true}},
    {name: 'every import resolves', severity: 'error', from: {}, to: {couldNotResolve: true, pathNot: 'dist/'}},

    packages('sdk'),
    packages('kinds'),
    packages('capacity'),
    packages('report-page', 'sdk'),
    packages('engine-metrics', 'sdk', 'capacity'),
    packages('pricing', 'sdk', 'capacity', 'engine-metrics'),
    packages('inference-model', 'sdk', 'kinds', 'capacity', 'engine-metrics', 'pricing'),
    packages('kaito', 'sdk', 'kinds', 'capacity', 'engine-metrics', 'inference-model', 'pricing'),
    packages('sandbox', 'kinds', 'capacity'),
    packages('testkit', 'sdk', 'sandbox', 'kinds'),
    packages('installer', 'sdk'),
    packages('host', 'sdk', 'installer'),
    packages('plugin-sandbox', ...shared, 'sandbox'),
    {
      name: 'a plugin imports the sdk and the domain packages, never a plugin or the host',
      severity: 'error',
      from: {path: '^packages/plugin-([^/]+)/', pathNot: `${tests}|^packages/plugin-sandbox/`},
      to: {path: '^packages/', pathNot: ['^packages/plugin-$1/', ...shared.map((name) => `^packages/${name}/`)]},
    },
    {
      name: 'an example is like the plugin of anybody: of our packages it imports the sdk',
      severity: 'error',
      from: {path: '^examples/plugins/[^/]+/src/', pathNot: tests},
      to: {path: '^packages/', pathNot: '^packages/sdk/'},
    },
    {
      name: 'what ships imports no tools and no tests',
      severity: 'error',
      from: {path: '^packages/(?!testkit)', pathNot: tests},
      to: {path: `^tools/|^e2e/|^packages/testkit/|${tests}`},
    },

    only('domain'),
    only('usecases', 'domain'),
    only('views', 'domain'),
    only('kube', 'domain'),
    only('http', 'domain'),
    only('process', 'domain'),
    only('files', 'domain'),
    only('files', 'domain'),
    only('prompts', 'domain'),
    only('compose', 'domain', 'kube', 'http', 'process', 'files'),
    only('flags', 'domain'),
    only('needs'),
    only('printing', 'compose', 'usecases', 'views', 'domain', 'flags'),
    only('commands', 'compose', 'usecases', 'views', 'domain', 'prompts', 'printing', 'flags', 'needs'),
    {
      name: 'domain, use cases and views are pure: no package, no Node module',
      severity: 'error',
      from: {path: at('domain', 'usecases', 'views'), pathNot: tests},
      to: {pathNot: ['^packages/plugin-', '^examples/plugins/', purePackages]},
    },
    {
      name: 'heavy modules are loaded by import() where they are needed, never at the top of a file',
      severity: 'error',
      from: {path: '^packages/[^/]+/src/', pathNot: tests},
      to: {path: `(^|/)node_modules/(${heavy})/`, dynamic: false, dependencyTypesNot: ['type-only']},
    },
    {
      name: 'the framework is imported by sub-path',
      severity: 'error',
      from: {path: '^packages/[^/]+/src/', pathNot: tests},
      to: {path: '(^|/)node_modules/@oclif/core/lib/index', dependencyTypesNot: ['type-only']},
    },
  ],
  options: {
    doNotFollow: {path: 'node_modules'},
    exclude: {path: '(^|/)dist/|/fixtures/'},
    tsPreCompilationDeps: true,
    tsConfig: {fileName: 'tsconfig.json'},
    enhancedResolveOptions: {exportsFields: ['exports'], conditionNames: ['import', 'node', 'default']},
  },
}
