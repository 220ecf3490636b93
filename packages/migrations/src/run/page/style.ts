import { html } from "./markup.ts";

/** How a page looks, light or dark as the reader's own pages do. */
export const STYLE = html`
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; } td, th { padding: .2rem .7rem; text-align: left; border-bottom: 1px solid #8884; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
pre { overflow: auto; background: #8882; padding: .6rem; border-radius: 6px; } code { font-size: .85em; }
details { margin: .2rem 0; } .wide { overflow: auto; }
.state, .badge { border-radius: 6px; padding: .1rem .5rem; display: inline-block; color: #111; }
.LOW { background: #9ad8a4; fill: #9ad8a4; } .MEDIUM { background: #f4dd8a; fill: #f4dd8a; }
.HIGH { background: #f5b97a; fill: #f5b97a; } .CRITICAL { background: #f29a9a; fill: #f29a9a; }
.subject { fill: #9cc4f2; } .skipped { opacity: .5; } .failed td { font-weight: bold; }
svg text { font: 11px system-ui, sans-serif; fill: currentColor; } svg .kind { font-size: 9px; opacity: .75; }
svg g rect + text, svg g rect ~ text { fill: #111; } .edge { fill: none; stroke: #8888; } .unknown { stroke-dasharray: 4 3; stroke: currentColor; }
`;
