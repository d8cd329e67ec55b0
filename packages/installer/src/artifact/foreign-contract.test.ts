import assert from 'node:assert/strict'
import {inspectArtifact} from './contract.ts'
import type {ArtifactFile} from './foreign-contract.ts'

const digest = `sha256:${'a'.repeat(64)}`

interface Plugin {
  readonly kind?: string
  /** Merged into `run`. */
  readonly run?: object
  /** Merged into the command. */
  readonly command?: object
  /** Merged into the manifest. */
  readonly manifest?: object
  readonly package?: object
  readonly files?: Readonly<Record<string, 'plain' | 'executable'>>
}

function inspect(plugin: Plugin = {}) {
  const {kind = 'script', files = kind === 'container' ? {} : {'bin/go': kind === 'python' ? 'plain' : 'executable'}} =
    plugin
  const run =
    kind === 'container'
      ? {image: `host.example:5000/a/b@${digest}`, command: ['/go'], serviceAccount: 'robot'}
      : {exec: ['bin/go'], ...(kind === 'python' ? {python: '>=3.10'} : {})}
  const command = {
    summary: 'Go',
    examples: ['ome x go'],
    needs: [],
    risk: 'write',
    run: {...run, ...plugin.run},
    ...plugin.command,
  }
  const manifest = {schema: 'ome-manifest/1', kind, version: '1.0.0', commands: {'x:go': command}, ...plugin.manifest}
  const packageFile = {name: 'ome-x', version: '1.0.0', description: 'X', ome: {hostApi: '^0.1.0'}, ...plugin.package}
  const contents: Record<string, string> = {
    'package.json': JSON.stringify(packageFile),
    'ome-manifest.json': JSON.stringify(manifest),
    ...Object.fromEntries(Object.keys(files).map((path) => [path, ''])),
  }
  const listed: ArtifactFile[] = Object.keys(contents).map((path) => ({path, executable: files[path] === 'executable'}))
  const read = (path: string): Buffer | undefined =>
    contents[path] === undefined ? undefined : Buffer.from(contents[path])
  return inspectArtifact(read, listed)
}

describe('the contract of programs', () => {
  for (const kind of ['script', 'python', 'binary', 'container'])
    it(`takes a ${kind}`, () => {
      const facts = inspect({kind})
      assert.equal(facts.kind, kind)
      assert.deepEqual(
        facts.commands.map(({id}) => id),
        ['x go'],
      )
      assert.match(facts.manifest, /^[0-9a-f]{64}$/)
    })

  it('a command in the cluster takes the rights to run a Job, and to join one that reads', () => {
    const resources = (run: object) =>
      inspect({kind: 'container', run})
        .needs.map(({resources: [resource], verbs}) => `${resource} ${verbs.join(',')}`)
        .sort()
    const always = ['events list,watch', 'jobs create,delete,get', 'pods get,list,watch']
    assert.deepEqual(resources({}), [...always, 'pods/log get'])
    assert.deepEqual(resources({stdin: true}), [...always, 'pods/attach create,get', 'pods/log get'])
  })

  it('a binary says where it runs', () => {
    const run = {exec: ['bin/{os}-{arch}/go']}
    const files = {'bin/linux-amd64/go': 'executable', 'bin/darwin-arm64/go': 'executable'} as const
    assert.deepEqual(inspect({kind: 'binary', run, files}).platforms, ['linux-amd64', 'darwin-arm64'])
    assert.equal(inspect({kind: 'binary'}).platforms, undefined)
  })

  const refused: readonly [string, Plugin, RegExp][] = [
    ['a program outside the artifact', {run: {exec: ['../bin/sh']}}, /is not a file inside the artifact/],
    ['a program behind a detour', {run: {exec: ['bin/../../go']}}, /is not a file inside the artifact/],
    ['an absolute program', {run: {exec: ['/bin/sh']}}, /is not a file inside the artifact/],
    ['a program with a drive letter', {run: {exec: ['c:\\go']}}, /is not a file inside the artifact/],
    ['a program that is not there', {run: {exec: ['bin/gone']}}, /bin\/gone is not in the artifact/],
    ['no program', {run: {exec: []}}, /exec is empty/],
    ['a program without the right to run', {files: {'bin/go': 'plain'}}, /bin\/go may not be executed/],
    [
      'a second executable file',
      {files: {'bin/go': 'executable', 'bin/other': 'executable'}},
      /bin\/other may be executed and is no command's program/,
    ],
    ['an unknown kind', {kind: 'wasm'}, /kind is not one of/],
    ['an unknown schema', {manifest: {schema: 'ome-manifest/9'}}, /schema is not one of/],
    ['an unknown field of the manifest', {manifest: {hooks: {}}}, /unknown field "hooks"/],
    ['an unknown field of a command', {command: {postinstall: 'x'}}, /unknown field "postinstall"/],
    ['an unknown field of run', {run: {cwd: '/'}}, /unknown field "cwd"/],
    ['another version than the package', {manifest: {version: '2.0.0'}}, /its version is not the one/],
    ['no commands', {manifest: {commands: {}}}, /it has no commands/],
    ['no risk', {command: {risk: undefined}}, /risk is not one of/],
    ['no rights', {command: {needs: undefined}}, /needs is not a list/],
    ['no examples', {command: {examples: undefined}}, /examples is not a list/],
    ['an id of something else', {manifest: {commands: {'x;rm': {}}}}, /is not the id of a command/],
    ['a tag', {kind: 'container', run: {image: 'host/a:v1'}}, /not named by its digest alone/],
    [
      'a tag beside a digest',
      {kind: 'container', run: {image: `host/a:v1@${digest}`}},
      /not named by its digest alone/,
    ],
    ['a short digest', {kind: 'container', run: {image: 'a@sha256:abc'}}, /not named by its digest alone/],
    ['no account', {kind: 'container', run: {serviceAccount: undefined}}, /serviceAccount is not a text/],
    ['an account that is no name', {kind: 'container', run: {serviceAccount: '../default'}}, /serviceAccount has an/],
    ['a command in the cluster that only reads', {kind: 'container', command: {risk: 'read'}}, /creates a Job/],
    ['a run without end', {kind: 'container', run: {timeoutSeconds: 1e9}}, /timeoutSeconds is not between/],
    ['a run of no time', {kind: 'container', run: {timeoutSeconds: 0}}, /timeoutSeconds is not between/],
    ['resources that are no quantity', {kind: 'container', run: {resources: {limits: {cpu: 'all'}}}}, /limits.cpu/],
    ['an install script', {package: {scripts: {postinstall: 'x'}}}, /has the script postinstall/],
    ['dependencies', {package: {dependencies: {a: '1'}}}, /has dependencies/],
    [
      'a bundle as well',
      {files: {'bin/go': 'executable', 'dist/plugin.cjs': 'plain'}},
      /dist\/plugin.cjs does not go with/,
    ],
    [
      'a second manifest',
      {files: {'bin/go': 'executable', 'oclif.manifest.json': 'plain'}},
      /oclif.manifest.json does not/,
    ],
    ['escape sequences in a text', {command: {summary: 'Go \u001b[2J'}}, /holds a control character/],
    ['a change of direction in a text', {command: {description: 'a\u202eb'}}, /holds a control character/],
    ['a flag that every command has', {command: {flags: {token: {type: 'option'}}}}, /flag token is one that every/],
    ['a letter that is taken', {command: {flags: {new: {type: 'boolean', char: 'n'}}}}, /-n means something else/],
    ['a flag of no type', {command: {flags: {a: {}}}}, /type is not boolean or option/],
    ['a flag that reads a variable', {command: {flags: {a: {type: 'option', env: 'HOME'}}}}, /unknown field "env"/],
    ['an old Python', {kind: 'python', run: {python: '2.7'}}, /python has an unexpected form/],
  ]
  for (const [name, plugin, reason] of refused)
    it(`${name} is refused`, () => assert.throws(() => inspect(plugin), reason))

  for (const name of [
    'OME_TOKEN',
    'OME_CONFIG_DIR',
    'KUBECONFIG',
    'LD_PRELOAD',
    'LD_LIBRARY_PATH',
    'DYLD_INSERT_LIBRARIES',
    'NODE_OPTIONS',
    'PYTHONPATH',
    'PYTHONSTARTUP',
    'PERL5LIB',
    'BASH_ENV',
    'ENV',
    'AWS_SECRET_ACCESS_KEY',
    'GITHUB_TOKEN',
    'DB_PASSWORD',
    'SSH_AUTH_SOCK',
    'api_key',
  ])
    it(`the variable ${name} is not passed on`, () => {
      assert.throws(() => inspect({run: {env: ['HOME', name]}}), /never passed on/)
    })

  it('other variables may be named', () => {
    assert.equal(inspect({run: {env: ['HOME', 'EDITOR', 'KEYBOARD_LAYOUT']}}).kind, 'script')
  })

  it('a word that is no variable is refused', () => {
    assert.throws(() => inspect({run: {env: ['A=B']}}), /has an unexpected form/)
  })
})
