import assert from 'node:assert/strict'
import {createServer, type RequestListener, type Server} from 'node:http'
import type {AddressInfo} from 'node:net'
import {httpClient} from '@ome/sdk/http'
import {awsPriceList} from './aws-prices.ts'
import {azurePriceList} from './azure-prices.ts'
import {csvCells} from './csv-line.ts'

const http = httpClient({env: {}, signal: new AbortController().signal, userAgent: 'test'})
const servers: Server[] = []

async function standIn(answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

afterEach(() => {
  http.close()
  for (const server of servers.splice(0)) server.close()
})

const size = 'Standard_NC24ads_A100_v4'
const item = (retailPrice: number, more: Record<string, unknown> = {}) => ({
  armSkuName: size,
  retailPrice,
  currencyCode: 'USD',
  type: 'Consumption',
  unitOfMeasure: '1 Hour',
  productName: 'Virtual Machines NCads A100 v4 Series',
  skuName: 'NC24ads A100 v4',
  meterName: 'NC24ads A100 v4',
  ...more,
})

describe('the Azure Retail Prices API', () => {
  it('is asked for sizes of a region, page by page, and read without what is no plain Linux machine', async () => {
    const asked: URL[] = []
    const address = await standIn(({url = ''}, response) => {
      const at = new URL(url, 'http://x')
      asked.push(at)
      const isFirst = !at.searchParams.has('$skip')
      response.end(
        JSON.stringify(
          isFirst
            ? {
                Items: [
                  item(6.1, {productName: 'Virtual Machines NCads A100 v4 Series Windows'}),
                  item(0.7, {skuName: 'NC24ads A100 v4 Low Priority'}),
                  item(1.2, {skuName: 'NC24ads A100 v4 Spot'}),
                  item(2.9, {type: 'DevTestConsumption'}),
                  item(0),
                ],
                NextPageLink: 'https://elsewhere.example/api/retail/prices?$skip=1000',
              }
            : {Items: [item(3.673)], NextPageLink: null},
        ),
      )
    })
    assert.deepEqual(await azurePriceList(http, address).prices('eastus', [size]), [
      {provider: 'azure', instanceType: size, region: 'eastus', usdPerHour: 3.673, spotUsdPerHour: 1.2},
    ])
    assert.equal(asked.length, 2)
    assert.match(asked[0]?.searchParams.get('$filter') ?? '', /armRegionName eq 'eastus'.*armSkuName eq 'Standard_NC24/)
  })

  it('has no price for a size that it does not sell', async () => {
    const address = await standIn((_, response) => response.end('{"Items":[]}'))
    assert.deepEqual(await azurePriceList(http, address).prices('eastus', [size]), [])
  })

  it('that answers with something else is refused', async () => {
    const address = await standIn((_, response) => response.end('{}'))
    await assert.rejects(azurePriceList(http, address).prices('eastus', [size]), {
      kind: 'failed',
      message: /does not answer as the Azure Retail Prices API does/,
    })
  })

  it('that never ends is given up', async () => {
    const address = await standIn(({url}, response) =>
      response.end(JSON.stringify({Items: [], NextPageLink: `http://x${url}`})),
    )
    await assert.rejects(azurePriceList(http, address).prices('eastus', [size]), {message: /more than 10 pages/})
  })
})

const head =
  '"SKU","TermType","Unit","PricePerUnit","Currency","Instance Type","Tenancy","Operating System","CapacityStatus","Pre Installed S/W","MarketOption"'
const row = (price: string, more: Partial<Record<'term' | 'tenancy' | 'system' | 'market', string>> = {}): string =>
  `"A","${more.term ?? 'OnDemand'}","Hrs","${price}","USD","g6.xlarge","${more.tenancy ?? 'Shared'}","${more.system ?? 'Linux'}","Used","NA","${more.market ?? 'OnDemand'}"`

describe('the AWS Price List', () => {
  const file = [
    '"FormatVersion","v1.0"',
    '"Disclaimer","a text, with a comma"',
    head,
    row('9.9', {system: 'Windows'}),
    row('0.4', {term: 'Reserved'}),
    row('0.9', {tenancy: 'Dedicated'}),
    row('0.5', {market: 'CapacityBlock'}),
    row('0.8048000000'),
  ].join('\n')

  it('is read a line at a time, for Linux machines on demand', async () => {
    const paths: (string | undefined)[] = []
    const address = await standIn(({url}, response) => {
      paths.push(url)
      for (let at = 0; at < file.length; at += 7) response.write(file.slice(at, at + 7))
      response.end()
    })
    assert.deepEqual(await awsPriceList(http, address).prices('us-east-1', ['g6.xlarge', 'p9.huge']), [
      {provider: 'aws', instanceType: 'g6.xlarge', region: 'us-east-1', usdPerHour: 0.8048},
    ])
    assert.deepEqual(paths, ['/offers/v1.0/aws/AmazonEC2/current/us-east-1/index.csv'])
  })

  it('that is another file is refused', async () => {
    const address = await standIn((_, response) => response.end('<html>\n</html>\n'))
    await assert.rejects(awsPriceList(http, address).prices('us-east-1', ['g6.xlarge']), {
      message: /is not a price file of EC2/,
    })
  })

  it('of a region that there is not is told with the answer', async () => {
    const address = await standIn((_, response) => response.writeHead(403).end())
    await assert.rejects(awsPriceList(http, address).prices('moon-1', ['g6.xlarge']), {kind: 'denied'})
  })
})

describe('a line of CSV', () => {
  for (const [line, cells] of [
    ['"a","b"', ['a', 'b']],
    ['a,,"c, d"', ['a', '', 'c, d']],
    ['"say ""hi""",x', ['say "hi"', 'x']],
    ['"open', ['open']],
  ] as const)
    it(line, () => assert.deepEqual(csvCells(line), cells))
})
