import {OmeError} from '@ome/sdk/errors'
import type {HttpClient} from '@ome/sdk/http'
import type {CloudPrice, CloudPriceList} from '../cloud-prices.ts'
import {csvCells} from './csv-line.ts'

export const awsAddress = 'https://pricing.us-east-1.amazonaws.com'

/** The file of a region has hundreds of MB; what is wanted of it are a few lines. */
const timeoutMs = 10 * 60_000
const mostBytes = 2 * 2 ** 30
const mostLineCharacters = 65_536

/** The bulk file of the AWS Price List for one region; needs no key. Read as it comes, a line at a time. */
export const awsPriceList = (http: HttpClient, address = awsAddress): CloudPriceList => ({
  provider: 'aws',
  title: 'AWS Price List',
  warning: 'the file of a region has hundreds of MB, which may take minutes',
  async prices(region, instanceTypes) {
    const path = `/offers/v1.0/aws/AmazonEC2/current/${encodeURIComponent(region)}/index.csv`
    const {body, url} = await http.stream(new URL(path, address).href, {timeoutMs})
    const found = new Map<string, number>()
    let head: Columns | undefined
    for await (const line of lines(body, url)) {
      if (!head) head = columnsOf(line)
      else if (instanceTypes.some((type) => line.includes(`"${type}"`))) take(csvCells(line), head, found)
    }
    if (!head) throw new OmeError('failed', `${url} is not a price file of EC2`)
    return instanceTypes.flatMap((instanceType): CloudPrice[] => {
      const usdPerHour = found.get(instanceType)
      return usdPerHour === undefined ? [] : [{provider: 'aws', instanceType, region, usdPerHour}]
    })
  },
})

type Columns = ReadonlyMap<string, number>

/** Five lines about the file stand before that of the columns. */
function columnsOf(line: string): Columns | undefined {
  const cells = csvCells(line)
  return cells.includes('Instance Type') && cells.includes('PricePerUnit')
    ? new Map(cells.map((name, index) => [name, index]))
    : undefined
}

/** A Linux machine on demand, shared, without licences: AWS has one row for each use of a type. */
const wanted: readonly (readonly [column: string, value: string])[] = [
  ['TermType', 'OnDemand'],
  ['Unit', 'Hrs'],
  ['Currency', 'USD'],
  ['Tenancy', 'Shared'],
  ['Operating System', 'Linux'],
  ['Pre Installed S/W', 'NA'],
  ['CapacityStatus', 'Used'],
]

function take(cells: readonly string[], columns: Columns, found: Map<string, number>): void {
  const cell = (name: string): string | undefined => cells[columns.get(name) ?? -1]
  const market = cell('MarketOption')
  if (market !== undefined && market !== '' && market !== 'OnDemand') return
  if (!wanted.every(([name, value]) => cell(name) === value)) return
  const price = Number(cell('PricePerUnit'))
  const type = cell('Instance Type')
  if (type !== undefined && price > 0) found.set(type, Math.min(price, found.get(type) ?? price))
}

async function* lines(body: AsyncIterable<Uint8Array>, url: string): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let bytes = 0
  let rest = ''
  for await (const part of body) {
    bytes += part.length
    if (bytes > mostBytes) throw new OmeError('failed', `${url} sends more than ${mostBytes / 2 ** 30} GiB`)
    const read = (rest + decoder.decode(part, {stream: true})).split('\n')
    rest = read.pop() ?? ''
    if (rest.length > mostLineCharacters) throw new OmeError('failed', `${url} is not a price file of EC2`)
    yield* read
  }
  if (rest !== '') yield rest
}
