#pragma once

#include <string_view>

namespace osteon {

/// One calm sheet: system fonts, light or dark as the reader has it, always light on paper.
inline constexpr std::string_view kStyle = R"css(
:root{color-scheme:light dark;--page:#fbfbf9;--ink:#1d2327;--soft:#5c666d;--line:#dcdfdd;--card:#fff;
--sure:#0f766e;--doubt:#96590a;--alarm:#b3261e;--g0:#cfe5e1;--g1:#f2cf7e;--g2:#e8914f;--g3:#c0392b}
@media (prefers-color-scheme:dark){:root{--page:#15191b;--ink:#e6e9e8;--soft:#9aa5a9;--line:#2f3639;--card:#1c2123;
--sure:#5ec8ba;--doubt:#e5ab55;--alarm:#ff8a80;--g0:#2d4f4a;--g1:#a8842c;--g2:#c4692a;--g3:#d2453a}}
*{box-sizing:border-box}
body{margin:0 auto;padding:2.2rem 2rem 3rem;max-width:72rem;background:var(--page);color:var(--ink);
font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums}
header{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:baseline;gap:.3rem 2rem;
border-bottom:1px solid var(--line);padding-bottom:.9rem}
h1{font-size:1.5rem;font-weight:600;letter-spacing:-.01em;margin:0}
h2{font-size:1.02rem;font-weight:600;margin:2.1rem 0 .6rem}
h3{font-size:.95rem;font-weight:600;margin:0}h4{font-size:.86rem;font-weight:600;color:var(--soft);margin:1rem 0 .35rem}
.part{margin:.9rem 0 1.6rem}.part ul{margin:.3rem 0;padding-left:1.2rem;max-width:52rem}.part li{margin:.25rem 0}.part summary{margin:.5rem 0}
p{margin:.35rem 0}.soft,.sd,figcaption,footer,th{color:var(--soft)}
.sd{font-size:.86em}
.glance{list-style:none;margin:1.2rem 0 0;padding:0;display:grid;gap:.45rem}
.glance li{padding:.55rem .9rem;background:var(--card);border:1px solid var(--line);border-left:4px solid var(--sure);border-radius:5px}
.glance li,.glance b{color:var(--ink)}.glance .alarm{border-left-color:var(--alarm)}.glance .doubt{border-left-color:var(--doubt)}.glance .plain{border-left-color:var(--line)}
.pictures{display:flex;flex-wrap:wrap;gap:1rem;margin:1rem 0}
figure{margin:0;flex:1 1 20rem;min-width:0}
figure img{display:block;max-width:100%;max-height:46rem;height:auto;width:auto;border-radius:5px;background:#000}
figcaption{font-size:.82rem;margin-top:.35rem;max-width:36rem}
.whole{flex:1 0 100%}.small figure{flex:0 1 16rem}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.9rem}
th{font-weight:500;text-align:left;font-size:.8rem;vertical-align:bottom}
th,td{padding:.42rem .7rem .42rem 0;border-bottom:1px solid var(--line)}td{vertical-align:top}
td.number,th.number{text-align:right;white-space:nowrap}
td b{font-weight:600}td:first-child{min-width:8.5rem}
.sure{color:var(--sure)}.doubt{color:var(--doubt)}.alarm{color:var(--alarm)}
.note{font-size:.82rem;color:var(--soft);display:block;overflow-wrap:anywhere}a{color:var(--sure)}.doubt.note{color:var(--doubt)}
.bar{display:flex;width:7rem;height:.62rem;border-radius:3px;overflow:hidden;margin:.42rem 0 .15rem}
.g0{background:var(--g0)}.g1{background:var(--g1)}.g2{background:var(--g2)}.g3{background:var(--g3)}
.key i{display:inline-block;width:.7rem;height:.7rem;border-radius:2px;margin:0 .3rem 0 .8rem;vertical-align:-1px}
.cards{display:grid;gap:.6rem}
.card{background:var(--card);border:1px solid var(--line);border-radius:5px;padding:.7rem .9rem}
.card p{max-width:62rem}details{margin-top:.2rem}summary{cursor:pointer}.card.warning{border-left:4px solid var(--doubt)}.card.critical{border-left:4px solid var(--alarm)}
.chip{display:inline-block;font-size:.74rem;border:1px solid var(--line);border-radius:9px;padding:0 .5rem;margin-left:.5rem;
color:var(--soft);font-weight:400}.chip.warning{color:var(--doubt)}.chip.critical{color:var(--alarm);border-color:var(--alarm)}
code{font:.82rem ui-monospace,"DejaVu Sans Mono",Consolas,monospace;overflow-wrap:anywhere}td code{overflow-wrap:normal;display:inline-block}
footer{margin-top:2.6rem;padding-top:.8rem;border-top:1px solid var(--line);font-size:.85rem}
@media print{:root{color-scheme:light;--page:#fff;--ink:#000;--soft:#444;--line:#bbb;--card:#fff;--sure:#0f766e;--doubt:#7a4a00;
--alarm:#a01810;--g0:#cfe5e1;--g1:#f2cf7e;--g2:#e8914f;--g3:#c0392b}
body{padding:0;max-width:none;font-size:10pt}figure,tr,.card,.glance li{break-inside:avoid}h2{break-after:avoid}
figure img{max-height:11cm}.bar,.key i{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
)css";

}  // namespace osteon
