import {absolute, FileError} from '../files/tree.ts'
import {ByteSource} from './byte-source.ts'
import {expandText, type Scope} from './expand.ts'
import {BrokenPipe, type Io, type Output, ProgramError} from './program.ts'
import type {Redirect} from './syntax.ts'

/** The streams of a command after its redirects; `own` are those of the shell itself. */
export async function redirected(redirects: readonly Redirect[], outer: Io, own: Io, scope: Scope): Promise<Io> {
  let io = outer
  for (const {descriptor, operator, target} of redirects) {
    const text = await expandText(target, scope)
    if (operator === '<<') io = {...io, in: ByteSource.of(text)}
    else if (operator === '<') io = {...io, in: ByteSource.of(opened(text, scope, (path) => scope.files.read(path)))}
    else if (operator === '>&' || operator === '<&') {
      const out = text === '1' ? io.out : text === '2' ? io.err : nowhere
      if (operator === '>&') io = descriptor === 2 ? {...io, err: out} : {...io, out}
    } else {
      const out = fileOutput(text, operator, io, own, scope)
      io = descriptor === 2 ? {...io, err: out} : {...io, out}
    }
  }
  return io
}

/** Files that stand for streams; those of the first process are the container's log. */
const streams: Readonly<Record<string, (io: Io, own: Io) => Output>> = {
  '/dev/stdout': (io) => io.out,
  '/dev/stderr': (io) => io.err,
  '/proc/1/fd/1': (_io, own) => own.out,
  '/proc/1/fd/2': (_io, own) => own.err,
}

function fileOutput(name: string, operator: string, io: Io, own: Io, scope: Scope): Output {
  const path = absolute(scope.cwd, name)
  const stream = streams[path]?.(io, own)
  if (stream) return stream
  const {files} = scope
  opened(name, scope, () => files.write(path, Buffer.alloc(0), {append: operator === '>>'}))
  return {write: (bytes) => files.write(path, Buffer.from(bytes), {append: true})}
}

function opened<Result>(name: string, scope: Scope, open: (path: string) => Result): Result {
  try {
    return open(absolute(scope.cwd, name))
  } catch (error) {
    if (!(error instanceof FileError)) throw error
    throw new ProgramError(`can't open ${name}: ${error.message}`)
  }
}

const nowhere: Output = {write: () => undefined}

/** Writes into a pipe between two commands. */
export const writerTo = (pipe: ByteSource): Output => ({
  write(bytes) {
    if (pipe.isClosed) throw new BrokenPipe()
    pipe.push(Buffer.from(bytes))
  },
  room: () => pipe.room(),
})
