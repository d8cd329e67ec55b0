// Every package.json says the same things in the same way; what differs from the pattern is named.
import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'

interface PackageJson {
  readonly name?: string
  readonly version?: string
  readonly type?: string
  readonly license?: string
  readonly description?: string
  readonly engines?: {readonly node?: string}
  readonly scripts?: Readonly<Record<string, string>>
  readonly exports?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly ome?: {readonly hostApi?: string; readonly topics?: readonly unknown[]}
}

const read = (path: string): PackageJson => JSON.parse(readFileSync(path, 'utf8')) as PackageJson

/** The same names in every package. */
const scripts: Readonly<Record<string, string>> = {
  check: 'biome check --error-on-warnings . && tsc -p ../..',
  test: 'mocha --config ../../.mocharc.package.json',
  golden: 'OME_GOLDEN=1 mocha --config ../../.mocharc.package.json',
  fix: 'biome check --write .',
}

function complaintsOf(folder: string, json: PackageJson): string[] {
  const found: string[] = []
  const want = (condition: boolean, text: string): void => {
    if (!condition) found.push(`packages/${folder}/package.json: ${text}`)
  }
  want(json.name === `@ome/${folder}`, `name must be @ome/${folder}`)
  want(/^\d+\.\d+\.\d+$/.test(json.version ?? ''), 'version must be x.y.z')
  want(json.type === 'module', 'type must be module')
  want(json.license === 'Apache-2.0', 'license must be Apache-2.0')
  want(Boolean(json.description), 'description is missing')
  want(json.engines?.node === '>=22.19', 'engines.node must be >=22.19')
  for (const [name, command] of Object.entries(scripts)) {
    want(json.scripts?.[name] === command, `scripts.${name} must be: ${command}`)
  }
  for (const [path, target] of Object.entries(json.exports ?? {})) {
    want(
      path !== '.' && target.startsWith('./src/'),
      `exports: ${path} must be a sub-path of src; there is no main entry`,
    )
  }
  for (const [name, range] of Object.entries(json.dependencies ?? {})) {
    want(/^\d+\.\d+\.\d+/.test(range), `dependency ${name} must be pinned to one version, not ${range}`)
  }
  if (folder.startsWith('plugin-')) {
    want(Boolean(json.ome?.hostApi), 'a plugin states ome.hostApi')
    want((json.ome?.topics ?? []).length > 0, 'a plugin states ome.topics')
    want(Boolean(json.peerDependencies?.['@ome/sdk']), 'a plugin has @ome/sdk as peer dependency')
  }
  return found
}

const complaints = readdirSync('packages').flatMap((folder) =>
  complaintsOf(folder, read(join('packages', folder, 'package.json'))),
)
for (const complaint of complaints) process.stdout.write(`${complaint}\n`)
process.exitCode = complaints.length === 0 ? 0 : 1
