import type {Context} from '@ome/sdk/context'
import {pause} from '@ome/sdk/pause'

/** Looks again and again, until the person has seen enough. */
export async function* looked<Model>(
  context: Context,
  look: () => Promise<Model>,
  intervalMs: number,
): AsyncGenerator<Model> {
  for (;;) {
    yield await look()
    await pause(context, intervalMs)
  }
}

/** Tells a text the first time it comes. */
export function once(note: (text: string) => void): (text: string) => void {
  const told = new Set<string>()
  return (text) => {
    if (told.has(text)) return
    told.add(text)
    note(text)
  }
}
