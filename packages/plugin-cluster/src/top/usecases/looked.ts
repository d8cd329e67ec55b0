import type {Top} from '../domain/load.ts'

interface Looking {
  readonly pause: (ms: number) => Promise<unknown>
  readonly intervalMs: number
  /** Told once for each text, however often it comes. */
  readonly note: (text: string) => void
}

/** Rows now and after every interval. */
export async function* looked<Row>(
  read: () => Promise<Top<Row>>,
  {pause, intervalMs, note}: Looking,
): AsyncGenerator<readonly Row[]> {
  const told = new Set<string>()
  for (;;) {
    const {rows, notes} = await read()
    for (const text of notes.filter((each) => !told.has(each))) note(text)
    for (const text of notes) told.add(text)
    yield rows
    await pause(intervalMs)
  }
}
