#!/usr/bin/env node
import {execFileSync} from 'node:child_process'
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join, resolve} from 'node:path'
import {readArguments, runTool} from './arguments.ts'
import {type ReviewedPlugin, readReviewed} from './reviewed-sources.ts'
import {sourceFaults} from './source-faults.ts'

/** Checks the reviewed sources: readable, one owner per topic, approved, and append-only against a commit. */

const {values: options} = readArguments('registry/tools/check.ts [--base COMMIT]', {
  base: {type: 'string', default: 'HEAD'},
})
const repository = resolve(import.meta.dirname, '../..')
const sources = 'registry/plugins'

await runTool(async () => {
  const now = readReviewed(join(repository, sources))
  const faults = sourceFaults(now, atCommit(options.base))
  for (const fault of faults) process.stderr.write(`error: ${fault}\n`)
  if (faults.length > 0) process.exitCode = 1
  else process.stdout.write(`${now.length} plugins checked against ${options.base}\n`)
})

function atCommit(commit: string): readonly ReviewedPlugin[] {
  const git = (...words: string[]): string => execFileSync('git', words, {cwd: repository, encoding: 'utf8'})
  const copy = mkdtempSync(join(tmpdir(), 'ome-sources-'))
  try {
    for (const path of git('ls-tree', '-r', '--name-only', commit, '--', sources).split('\n')) {
      if (path === '') continue
      mkdirSync(dirname(join(copy, path)), {recursive: true})
      writeFileSync(join(copy, path), git('show', `${commit}:${path}`))
    }
    return readReviewed(join(copy, sources))
  } finally {
    rmSync(copy, {recursive: true, force: true})
  }
}
