#!/usr/bin/env node
import {createHash} from 'node:crypto'
import {existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join, resolve} from 'node:path'
import type {IndexPlugin, IndexRelease} from '@ome/installer/registry/plugin-index'
import {refreshRegistry} from '@ome/installer/registry/refresh'
import {transportOf} from '@ome/installer/registry/transport'
import {treePath} from '@ome/installer/registry/tree-files'
import {readArguments, runTool, usageError} from './arguments.ts'
import {trustedFile} from './trusted-file.ts'

/** Follows a published tree from a trusted root as a client does, then hashes every archive of the index. */

const usage = 'registry/tools/verify.ts DIR --root FILE'

const {values: options, positionals} = readArguments(usage, {root: {type: 'string'}})
const [tree] = positionals
if (tree === undefined || positionals.length > 1 || options.root === undefined)
  usageError(usage, 'name a published tree and a trusted root')

await runTool(async () => verify(resolve(tree), options.root ?? ''))

async function verify(folder: string, rootPath: string): Promise<void> {
  const root = trustedFile(rootPath)
  const {registry} = root
  const data = mkdtempSync(join(tmpdir(), 'ome-verify-'))
  try {
    const transport = transportOf({id: registry, url: folder}, {signal: new AbortController().signal, env: {}})
    const opened = await refreshRegistry(
      {id: registry, url: folder, scopes: [], root},
      {data, now: new Date(), transport},
    )
    const releases = opened.index.plugins.flatMap((plugin) => plugin.releases.map((release) => ({plugin, release})))
    for (const {plugin, release} of releases) checkArchive(folder, plugin, release)
    process.stdout.write(
      `registry ${registry}: serial ${opened.index.serial}, ${releases.length} releases verified, until ${opened.expires}\n`,
    )
  } finally {
    rmSync(data, {recursive: true, force: true})
  }
}

function checkArchive(folder: string, plugin: IndexPlugin, release: IndexRelease): void {
  const path = join(folder, treePath.archive(plugin.name, release.version))
  if (!existsSync(path)) throw new Error(`${path} is missing`)
  const bytes = readFileSync(path)
  const sha512 = createHash('sha512').update(bytes).digest('hex')
  if (bytes.length !== release.artifact.size || sha512 !== release.artifact.sha512)
    throw new Error(`${path} is not the archive that the index names`)
}
