#!/usr/bin/env node
import {copyFileSync, existsSync, mkdirSync, writeFileSync} from 'node:fs'
import {join, resolve} from 'node:path'
import {releaseEntry} from '@ome/installer/artifact/release-entry'
import {pluginFolder} from '@ome/installer/registry/plugin-index'
import {treePath} from '@ome/installer/registry/tree-files'
import {stringify} from 'yaml'
import {readArguments, runTool, usageError} from './arguments.ts'
import {artifactFacts, readArchive} from './artifact-entry.ts'
import {readPluginFile} from './reviewed-sources.ts'

/** Drafts the release file of a packed plugin for review, and puts the archive where the published tree has it. */

const usage = 'registry/tools/release.ts TGZ --tree DIR [--plugins DIR] [--approved-by NAME]...'

const {values: options, positionals} = readArguments(usage, {
  tree: {type: 'string'},
  plugins: {type: 'string', default: join(import.meta.dirname, '../plugins')},
  'approved-by': {type: 'string', multiple: true, default: []},
})
const [archive] = positionals
const {tree, plugins} = options
if (archive === undefined || positionals.length > 1 || tree === undefined)
  usageError(usage, 'name a packed plugin and the published tree')

await runTool(async () => {
  const packed = await readArchive(archive)
  const facts = artifactFacts(packed, true)
  const folder = join(resolve(plugins), pluginFolder(facts.name))
  const {name} = readPluginFile(join(folder, 'plugin.yaml'))
  if (name !== facts.name) throw new Error(`${folder} is the folder of ${name}, not of ${facts.name}`)
  const path = join(folder, 'releases', `${facts.version}.yaml`)
  if (existsSync(path)) throw new Error(`${path} is there already; a release never changes`)

  const publishedAt = `${new Date().toISOString().slice(0, 19)}Z`
  const {commands: _commands, ...release} = releaseEntry(packed, facts, publishedAt)
  const target = join(resolve(tree), treePath.archive(name, facts.version))
  mkdirSync(join(target, '..'), {recursive: true})
  copyFileSync(archive, target)
  mkdirSync(join(folder, 'releases'), {recursive: true})
  writeFileSync(path, stringify({...release, approvedBy: options['approved-by']}, {lineWidth: 0}))
  process.stdout.write(`${path}\n${target}\n`)
})
