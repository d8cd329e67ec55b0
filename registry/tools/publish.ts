#!/usr/bin/env node
import {spawnSync} from 'node:child_process'
import {existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join, resolve} from 'node:path'
import {parseCanonical} from '@ome/installer/registry/canonical'
import {isArchiveOf, selectedReleases} from '@ome/installer/registry/mirror'
import {readIndex} from '@ome/installer/registry/plugin-index'
import {caps, readTimestamp} from '@ome/installer/registry/signed-files'
import {transportOf} from '@ome/installer/registry/transport'
import {treePath} from '@ome/installer/registry/tree-files'
import {readArguments, runTool, usageError} from './arguments.ts'

/**
 * Pushes the archives of a published tree to an npm registry with npm, whose credentials are those of `.npmrc`. What is
 * there already stays if it is the same, and is an error if it is not.
 */

const usage = 'registry/tools/publish.ts TREE --npm URL [--plugins NAME,…]'

const {values: options, positionals} = readArguments(usage, {npm: {type: 'string'}, plugins: {type: 'string'}})
const [tree] = positionals
const {npm} = options
if (tree === undefined || positionals.length > 1 || npm === undefined)
  usageError(usage, 'name a published tree and an npm registry')

await runTool(async () => {
  const folder = resolve(tree)
  const {serial} = readTimestamp(parseCanonical(readFileSync(join(folder, treePath.timestamp))))
  const index = readIndex(parseCanonical(readFileSync(join(folder, treePath.index(serial)))))
  const there = transportOf(
    {id: index.registry, url: folder, npm},
    {signal: new AbortController().signal, env: process.env},
  )
  for (const {plugin, release} of selectedReleases(index, options.plugins?.split(','))) {
    const path = treePath.archive(plugin.name, release.version)
    const bytes = await there.read(path, caps.artifact)
    const what = `${plugin.name} ${release.version}`
    if (bytes !== undefined && !isArchiveOf(release, bytes)) throw new Error(`${npm} has another archive of ${what}`)
    if (bytes === undefined) push(plugin.name, join(folder, path), npm)
    process.stdout.write(`${what} ${bytes === undefined ? 'published' : 'unchanged'}\n`)
  }
})

/** The dist-tag is one that nobody reads: which release is current is said by the signed index alone. */
function push(name: string, archive: string, registry: string): void {
  if (!existsSync(archive)) throw new Error(`${archive} is missing`)
  const cwd = mkdtempSync(join(tmpdir(), 'ome-publish-'))
  try {
    // A scope's own line in .npmrc would win over --registry.
    const scope = name.startsWith('@') ? [`--${name.slice(0, name.indexOf('/'))}:registry=${registry}`] : []
    const words = ['publish', archive, `--registry=${registry}`, ...scope, '--tag=ome', '--ignore-scripts']
    const {status, stderr, error} = spawnSync('npm', [...words, '--loglevel=error'], {cwd, encoding: 'utf8'})
    if (status !== 0) throw new Error(`npm publish ${archive}: ${error?.message ?? npmReason(stderr)}`)
  } finally {
    rmSync(cwd, {recursive: true, force: true})
  }
}

function npmReason(stderr: string): string {
  const lines = stderr
    .split('\n')
    .filter((line) => /^npm (error|ERR!) (?!A complete log|code|Log files)/.test(line))
    .map((line) => line.replace(/^npm (error|ERR!) /, ''))
  return lines.slice(0, 2).join('; ') || 'npm failed'
}
