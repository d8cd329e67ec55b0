import assert from 'node:assert/strict'
import {mkdirSync, mkdtempSync, openSync, readFileSync} from 'node:fs'
import {exitCodes} from '../errors.ts'
import {toFailure} from '../failure.ts'

const thrown = (does: () => unknown): unknown => {
  try {
    does()
  } catch (error) {
    return error
  }
  return assert.fail('nothing was thrown')
}
const system = (code: string, syscall: string, path?: string) =>
  Object.assign(new Error(`${code}: x, ${syscall}`), {code, syscall, ...(path === undefined ? {} : {path})})

describe('a refusal of the system that nobody explained', () => {
  for (const [error, message] of [
    [thrown(() => mkdirSync('/dev/null/x')), '/dev/null/x cannot be made: a part of the path is no folder (ENOTDIR)'],
    [
      thrown(() => mkdirSync('/nowhere-at-all/x')),
      '/nowhere-at-all/x cannot be made: no folder can be made there (ENOENT)',
    ],
    [
      thrown(() => openSync('/dev/null/x', 'w')),
      '/dev/null/x cannot be opened: a part of the path is no folder (ENOTDIR)',
    ],
    [
      system('ENOSPC', 'open', '/d/config.yaml.0123abcd.tmp'),
      '/d/config.yaml cannot be opened: no space is left (ENOSPC)',
    ],
    [
      thrown(() => mkdtempSync('/nowhere-at-all/x-')),
      '/nowhere-at-all/x-XXXXXX cannot be made: no folder can be made there (ENOENT)',
    ],
    [system('ENOSPC', 'write'), 'the output cannot be written: no space is left (ENOSPC)'],
  ] as const)
    it(message, () => {
      const failure = toFailure(error, {bin: 'ome'})
      assert.equal(failure.message, message)
      assert.equal(failure.exitCode, exitCodes.failed)
    })

  it('anything else stays a fault of ours', () => {
    for (const error of [thrown(() => readFileSync('/nowhere-at-all')), system('EACCES', 'kill'), new Error('x')])
      assert.equal(toFailure(error, {bin: 'ome'}).kind, 'bug')
  })
})
