import type {Context} from './context.ts'

/** Resolves after so many milliseconds; rejects when the command is cancelled. */
export async function pause(context: Pick<Context, 'pause' | 'signal'>, ms: number): Promise<void> {
  if (context.pause) return await context.pause(ms)
  const {setTimeout} = await import('node:timers/promises')
  await setTimeout(ms, undefined, {signal: context.signal})
}
