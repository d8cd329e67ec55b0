/** Reads what needs a parser, away from the command: bounded in time and memory. */
export interface RichReader {
  read(type: string, bytes: Uint8Array, mostCharacters: number): Promise<RichText>
  close(): void
}

export type RichText = {readonly text: string} | {readonly fault: string}
