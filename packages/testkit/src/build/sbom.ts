import {createHash} from 'node:crypto'
import {existsSync, readFileSync} from 'node:fs'
import {dirname, join, resolve} from 'node:path'
import type {Metafile} from 'esbuild'

/** Where the bill of materials lies in a plugin. */
export const sbomFile = 'dist/sbom.cdx.json'

interface PackageFile {
  readonly name: string
  readonly version: string
  readonly license?: string
}

/**
 * The bill of materials of a plugin as CycloneDX 1.6: every package of which at least one byte was inlined in its bundle
 * or a program beside it, with version and licence, and the digest of the bundle. It holds no time and no serial number, so that the
 * same sources give the same bytes. `root` is the folder that the metafiles' paths are relative to.
 */
export function sbomOf(folder: string, root: string, bundlePath: string, metafiles: readonly Metafile[]): string {
  const own = packageOf(folder)
  const inlined = [
    ...new Set(metafiles.flatMap(({outputs}) => Object.values(outputs)).flatMap(({inputs}) => bytesOf(inputs))),
  ]
    .filter((file) => existsSync(resolve(root, file)))
    .map((file) => packageOf(dirname(resolve(root, file))))
  const packages = new Map(inlined.filter(({name}) => name !== own.name).map((found) => [purl(found), found]))
  const components = [...packages].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, found]) => component('library', found))
  const digest = createHash('sha256').update(readFileSync(bundlePath)).digest('hex')
  const described = {...component('application', own), hashes: [{alg: 'SHA-256', content: digest}]}
  const dependsOn = components.map((part) => part['bom-ref'])
  return `${JSON.stringify(
    {
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      version: 1,
      metadata: {component: described},
      components,
      dependencies: [{ref: described['bom-ref'], dependsOn}],
    },
    undefined,
    1,
  )}\n`
}

const bytesOf = (inputs: Metafile['outputs'][string]['inputs']): readonly string[] =>
  Object.entries(inputs)
    .filter(([, {bytesInOutput}]) => bytesInOutput > 0)
    .map(([file]) => file)

const purl = ({name, version}: PackageFile): string => `pkg:npm/${name.replace('@', '%40')}@${version}`

const component = (type: 'application' | 'library', found: PackageFile) => ({
  type,
  'bom-ref': purl(found),
  name: found.name,
  version: found.version,
  purl: purl(found),
  ...(found.license === undefined ? {} : {licenses: [licence(found.license)]}),
})

/** `MIT` is an id of SPDX; `(MIT OR Apache-2.0)` is an expression. */
const licence = (text: string) => (/^[\w.+-]+$/.test(text) ? {license: {id: text}} : {expression: text})

/** The package a file belongs to: the nearest package.json with a name and a version. */
function packageOf(folder: string): PackageFile {
  for (let at = folder; ; at = dirname(at)) {
    const path = join(at, 'package.json')
    if (existsSync(path)) {
      const found: Partial<PackageFile> = JSON.parse(readFileSync(path, 'utf8'))
      const {name, version, license} = found
      if (name !== undefined && version !== undefined)
        return {name, version, ...(typeof license === 'string' ? {license} : {})}
    }
    if (dirname(at) === at) throw new Error(`${folder} belongs to no package`)
  }
}
