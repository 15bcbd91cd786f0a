/** Binds the app to loopback. The local org never listens anywhere else. */
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

import { serve } from '@hono/node-server';
import type { Http2Bindings, HttpBindings } from '@hono/node-server';
import type { Hono } from 'hono';
import type { Env } from 'hono';

import { READABLE_HEADER_BYTES, refuseLength } from './request-size.ts';

export interface OrgServer {
  readonly port: number;
  close(): Promise<void>;
}

/** The port is taken: says so, and what to do. */
export class PortTaken extends Error {
  override readonly name = 'PortTaken';
}

function portError(port: number, error: NodeJS.ErrnoException): Error {
  if (error.code === 'EADDRINUSE') {
    return new PortTaken(`Port ${port} is taken. Stop the program that uses it, or choose another with --port.`);
  }
  if (error.code === 'EACCES') return new PortTaken(`Port ${port} may not be used: choose one above 1023 with --port.`);
  return error;
}

/** Asked before the deploy, so that a taken port is said at once and not after the work is done. */
export function requireFreePort(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => reject(portError(port, error)));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve()));
  });
}

/** `port` 0 takes any free one. */
export function listen<E extends Env>(app: Hono<E>, port: number): Promise<OrgServer> {
  return new Promise((resolve, reject) => {
    const options = {
      fetch: (request: Request, bindings: HttpBindings | Http2Bindings) =>
        refuseLength(bindings.incoming) ?? app.fetch(request, bindings),
      serverOptions: { maxHeaderSize: READABLE_HEADER_BYTES },
      hostname: '127.0.0.1',
      port
    };
    const server = serve(options, (address: AddressInfo) => {
      resolve({
        port: address.port,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            if ('closeAllConnections' in server) server.closeAllConnections();
          })
      });
    });
    server.on('error', (error: NodeJS.ErrnoException) => reject(portError(port, error)));
  });
}
