import {countGroveShow, type GroveShow, type GroveShowSource} from '../domain/grove-show.ts'

export async function listGroveShow(
  source: GroveShowSource,
  input: {readonly namespace?: string | undefined},
): Promise<readonly GroveShow[]> {
  return countGroveShow(await source.phases(input.namespace))
}
