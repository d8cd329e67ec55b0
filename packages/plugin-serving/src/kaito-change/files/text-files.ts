import {OmeError} from '@ome/sdk/errors'
import type {TextFiles} from '../domain/kaito-world.ts'

/** Files below the working folder; `-` is stdin. */
export const textFiles = ({cwd, stdin}: {readonly cwd: string; readonly stdin: NodeJS.ReadableStream}): TextFiles => ({
  async text(path) {
    if (path === '-') {
      let text = ''
      for await (const chunk of stdin) text += String(chunk)
      return text
    }
    const [{readFile}, {resolve}] = await Promise.all([import('node:fs/promises'), import('node:path')])
    try {
      return await readFile(resolve(cwd, path), 'utf8')
    } catch (error) {
      const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
      const why = error instanceof Error ? error.message : String(error)
      throw new OmeError(
        isMissing ? 'not-found' : 'usage',
        `"${path}" ${isMissing ? 'not found' : `cannot be read: ${why}`}`,
        [],
        {
          cause: error,
        },
      )
    }
  },
})
