// Which names a server may be called by. A page of any site can have its own name lead to this machine, and then read what
// listens on loopback: only the header host tells that the request was meant for another name.
import type { RequestHandler } from 'express';
import { isLoopback } from '../config.ts';
import { ServerError } from '../errors.ts';

/** The settings that decide. */
export interface HostOptions {
  /** The address that the server listens on. */
  readonly host: string;
  /** Further names, without ports. */
  readonly allowedHost: readonly string[];
}

/** Refuses requests for other names where the server listens on loopback, or where names are set. */
export function allowHosts({ host, allowedHost }: HostOptions): RequestHandler {
  const allowed = new Set([host, ...allowedHost].map((name) => name.toLowerCase()));
  const isOpen = allowedHost.includes('*') || (!isLoopback(host) && allowedHost.length === 0);
  return (req, res, next) => {
    const asked = hostName(req.headers.host);
    if (isOpen || asked === undefined || isLocal(asked) || allowed.has(asked)) return next();
    res.setHeader('connection', 'close');
    throw new ServerError(
      'malformedRequest',
      `Invalid input: '${asked.slice(0, 100)}' is not a name of this server; the setting allowed-host adds names`,
    );
  };
}

/** Whether the name always means the machine that asks. */
export function isLocal(name: string): boolean {
  return isLoopback(name) || name.endsWith('.localhost');
}

/** The header's name in lower case, without its port and the brackets of IPv6. */
export function hostName(header: string | undefined): string | undefined {
  return header
    ?.toLowerCase()
    .replace(/:\d*$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
}
