#!/usr/bin/env node
import {execFileSync} from 'node:child_process'
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join, resolve} from 'node:path'
import {readArguments, runTool} from './arguments.ts'
import {type ReviewedPlugin, readReviewed} from './reviewed-sources.ts'
import {sourceFaults} from './source-faults.ts'

/** Checks the reviewed sources: readable, one owner per topic, approved, and append-only against a commit of theirs. */

const {values: options} = readArguments('registry/tools/check.ts [--plugins DIR] [--base COMMIT]', {
  plugins: {type: 'string', default: join(import.meta.dirname, '../plugins')},
  base: {type: 'string', default: 'HEAD'},
})
const sources = resolve(options.plugins)

await runTool(async () => {
  const now = readReviewed(sources)
  const faults = sourceFaults(now, atCommit(options.base))
  for (const fault of faults) process.stderr.write(`error: ${fault}\n`)
  if (faults.length > 0) process.exitCode = 1
  else process.stdout.write(`${now.length} plugins checked against ${options.base}\n`)
})

/** The sources as a commit of the repository they lie in has them. */
function atCommit(commit: string): readonly ReviewedPlugin[] {
  const git = (...words: string[]): string => execFileSync('git', words, {cwd: sources, encoding: 'utf8'})
  const copy = mkdtempSync(join(tmpdir(), 'ome-sources-'))
  try {
    for (const path of git('ls-tree', '-r', '-z', '--name-only', commit).split('\0')) {
      if (path === '') continue
      mkdirSync(dirname(join(copy, path)), {recursive: true})
      writeFileSync(join(copy, path), git('show', `${commit}:./${path}`))
    }
    return readReviewed(copy)
  } finally {
    rmSync(copy, {recursive: true, force: true})
  }
}
