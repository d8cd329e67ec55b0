import {readFileSync} from 'node:fs'
import {join} from 'node:path'

export interface PackageFile {
  readonly name: string
  readonly version: string
  readonly description?: string
  readonly type?: string
  readonly license?: string
  readonly engines?: object
  readonly exports: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
}

export const readPackage = (root: string, folder: string): PackageFile =>
  JSON.parse(readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8'))
