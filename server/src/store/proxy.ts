// The proxy that the environment names for downloads: HTTPS_PROXY, HTTP_PROXY and NO_PROXY, in capitals or not.
import { type Dispatcher, EnvHttpProxyAgent } from 'undici';

/** The dispatcher for requests to hubs; undefined where no proxy is named. */
export function proxyOf(env: Readonly<Record<string, string | undefined>>): Dispatcher | undefined {
  const read = (name: string) => env[name.toLowerCase()] || env[name] || undefined;
  const httpProxy = read('HTTP_PROXY');
  const httpsProxy = read('HTTPS_PROXY');
  if (httpProxy === undefined && httpsProxy === undefined) return undefined;
  return new EnvHttpProxyAgent({
    ...(httpProxy !== undefined && { httpProxy }),
    ...(httpsProxy !== undefined && { httpsProxy }),
    noProxy: read('NO_PROXY') ?? '',
  });
}
