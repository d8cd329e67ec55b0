export interface ServiceUrl {
  readonly kind: 'endpoint' | 'console'
  readonly url: string
  readonly service: string
}
