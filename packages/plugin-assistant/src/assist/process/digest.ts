import type {Digest} from '../domain/ports.ts'

export const sha256: Digest = (text) =>
  process.getBuiltinModule('node:crypto').createHash('sha256').update(text).digest('hex')
