import {resolve} from 'node:path'
import type {Context} from '@ome/sdk/context'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import type {KubeClient} from '@ome/sdk/kube'
import {cataloguePrices} from './catalogue-quote.ts'
import {type ClassPrice, classPrices} from './class-prices.ts'
import type {CloudPriceList} from './cloud-prices.ts'
import type {PriceFile, ResourceRates} from './files/price-file.ts'
import {givenPrice} from './given-price.ts'
import {type PriceBook, priceBook} from './price-book.ts'
import type {PricedMachine, PriceSource} from './quote.ts'

export interface PriceQuestion {
  /** What will be looked up: clouds are asked for nothing else. */
  readonly machines: readonly PricedMachine[]
  readonly classes?: readonly ClassPrice[]
  /** Value of `--price`: of one accelerator for one hour. */
  readonly price?: number | undefined
  /** Value of `--prices`; the setting `prices.file` when absent. */
  readonly file?: string | undefined
  /** Asks the clouds. */
  readonly online?: boolean | undefined
  /** Asks the OpenCost of this cluster. */
  readonly kube?: KubeClient | undefined
  readonly note: (text: string) => void
}

export interface LoadedPrices {
  readonly book: PriceBook
  /** Of a person's own file only. */
  readonly rates?: ResourceRates
}

const mostFileBytes = 4 * 2 ** 20

/** Every source of prices that there is here, joined in the one order; who comes late is asked only about what is open. */
export async function loadPrices(context: Context, question: PriceQuestion): Promise<LoadedPrices> {
  const file = await ownPrices(context, question.file)
  const given = question.price === undefined ? [] : [givenPrice(question.price, '--price')]
  const own = [...given, classPrices(question.classes ?? []), ...(file ? [file.prices] : [])]
  const stated = priceBook(own)
  const open = question.machines.filter((machine) => stated.quote(machine) === undefined)
  const [openCost, online] =
    open.length === 0
      ? []
      : await Promise.all([
          question.kube && openCostOf(question.kube),
          question.online ? cloudPrices(context, {...question, machines: open}) : undefined,
        ])
  const others = [openCost, online].filter((source) => source !== undefined)
  return {book: priceBook([...own, ...others, cataloguePrices]), ...(file && {rates: file.rates})}
}

/** The person's own prices: of this file, else of the setting `prices.file`. Throws `usage` for one that cannot be read. */
export async function ownPrices({cwd, settings}: Context, flag?: string): Promise<PriceFile | undefined> {
  const configured = flag ?? settings.get('prices.file')
  if (typeof configured !== 'string' || configured === '') return undefined
  const [{readPlainFile}, {parseYaml}, {readPriceFile}] = await Promise.all([
    import('@ome/sdk/disk/plain-file'),
    import('@ome/sdk/yaml'),
    import('./files/price-file.ts'),
  ])
  const [document] = await parseYaml(textOf(readPlainFile, resolve(cwd, configured), configured), {source: configured})
  return readPriceFile(document, configured)
}

function textOf(read: (path: string, cap: number) => Buffer, path: string, shown: string): string {
  try {
    return read(path, mostFileBytes).toString()
  } catch (error) {
    const why = isOmeError(error) ? `: ${error.message}` : ''
    throw new OmeError(
      'usage',
      `the price file ${shown} cannot be read${why}`,
      ['name another one: --prices FILE', 'see the setting: ome config get prices.file'],
      {
        cause: error,
        object: shown,
      },
    )
  }
}

async function openCostOf(kube: KubeClient): Promise<PriceSource | undefined> {
  const {openCostPrices} = await import('./kube/open-cost.ts')
  return await openCostPrices(kube)
}

async function cloudPrices(context: Context, {machines, note}: PriceQuestion): Promise<PriceSource> {
  const [{onlinePrices}, {priceCache}] = await Promise.all([
    import('./online-prices.ts'),
    import('./files/price-cache.ts'),
  ])
  return await onlinePrices(machines, {
    lists: await priceLists(context),
    cache: priceCache(context.folders.cache),
    day: context.now().toISOString().slice(0, 10),
    note,
  })
}

/** `OME_AZURE_PRICES_ENDPOINT` and `OME_AWS_PRICES_ENDPOINT` are mirrors of the public price lists. */
async function priceLists(context: Context): Promise<readonly CloudPriceList[]> {
  const [{httpClient}, {azureAddress, azurePriceList}, {awsAddress, awsPriceList}] = await Promise.all([
    import('@ome/sdk/http'),
    import('./http/azure-prices.ts'),
    import('./http/aws-prices.ts'),
  ])
  const {env, signal} = context
  const http = httpClient({env, signal, userAgent: 'ome (cost)'})
  context.onExit(() => http.close())
  return [
    azurePriceList(http, env['OME_AZURE_PRICES_ENDPOINT'] || azureAddress),
    awsPriceList(http, env['OME_AWS_PRICES_ENDPOINT'] || awsAddress),
  ]
}
