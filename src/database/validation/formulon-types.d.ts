/** formulon has no types of its own; this is the part of it that we use. */
declare module 'formulon' {
  const formulon: {
    ast(formula: string): unknown;
    parse(formula: string, substitutions?: Record<string, object>): unknown;
  };
  export default formulon;
}
