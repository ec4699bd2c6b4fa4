/// How a report looks: in light and in dark, on a screen of any width, and on paper.
enum ReportStyle {
  /// The colors in light surroundings.
  private static let light = """
    --page:#ffffff;--card:#f5f6f8;--line:#d5dae1;--ink:#15181c;--muted:#525d6b;--accent:#1a5bb8;\
    --bad:#b0231b;--warn:#7d4b00;--good:#17663a;--rotation:#7a3fb0;--edge:#6f7b8a;\
    --bad-card:#fdecea;--warn-card:#fdf2dd;--good-card:#e6f4ea;--hit:#fff3bf
    """
  /// The colors in dark surroundings.
  private static let dark = """
    --page:#0f1318;--card:#181e25;--line:#303a45;--ink:#e7ebf0;--muted:#a4b0bd;--accent:#82b4ff;\
    --bad:#ff9d94;--warn:#f2bd6c;--good:#82d8a2;--rotation:#cda4f5;--edge:#8391a1;\
    --bad-card:#3a1d1b;--warn-card:#362913;--good-card:#14301f;--hit:#4a3f12
    """

  static let css = """
    :root{color-scheme:light dark;\(light)}
    @media screen and (prefers-color-scheme:dark){:root{\(dark)}}
    *{box-sizing:border-box}
    html{scroll-padding-top:3.5rem;-webkit-text-size-adjust:100%}
    body{margin:0;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,-apple-system,\
    "Segoe UI",Roboto,"Noto Sans",sans-serif}
    a{color:var(--accent);text-underline-offset:.15em}
    :focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:3px}
    .skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:.5rem;z-index:9;\
    background:var(--page);padding:.5rem 1rem}
    header,main,footer{max-width:76rem;margin:0 auto;padding:0 1.25rem}
    header{padding-top:2.25rem}
    h1{font-size:clamp(1.6rem,1.2rem + 2vw,2.3rem);line-height:1.15;margin:0;\
    letter-spacing:-.02em;overflow-wrap:anywhere}
    header p{margin:.4rem 0 0;color:var(--muted)}
    nav{position:sticky;top:0;z-index:5;background:var(--page);border-bottom:1px solid var(--line);\
    margin-top:1.25rem}
    nav ul{max-width:76rem;margin:0 auto;padding:0 1.25rem;list-style:none;display:flex;gap:1.4rem;\
    overflow-x:auto;white-space:nowrap}
    nav a{display:block;padding:.7rem 0;text-decoration:none;color:var(--muted);font-weight:500}
    nav a:hover{color:var(--ink)}
    section{padding:2.2rem 0 .3rem}
    h2{font-size:1.35rem;line-height:1.2;margin:0 0 .35rem;letter-spacing:-.01em}
    h3{font-size:1.02rem;margin:1.6rem 0 .5rem}
    .note{color:var(--muted);margin:0 0 1rem;max-width:60rem}
    .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.8rem;\
    margin:1.5rem 0 0;padding:0}
    .tile{background:var(--card);border:1px solid var(--line);border-radius:.7rem;\
    padding:.85rem 1rem;display:flex;flex-direction:column-reverse;justify-content:flex-end}
    .tile dt{color:var(--muted);font-size:.9rem;line-height:1.3}
    .tile dd{margin:0;font-size:1.9rem;line-height:1.2;font-weight:650;\
    font-variant-numeric:tabular-nums;letter-spacing:-.02em}
    .tile.bad{background:var(--bad-card)}.tile.bad dd{color:var(--bad)}
    .tile.warn{background:var(--warn-card)}.tile.warn dd{color:var(--warn)}
    .tile.good{background:var(--good-card)}.tile.good dd{color:var(--good)}
    .scroll{overflow-x:auto;border:1px solid var(--line);border-radius:.7rem}
    .tall{max-height:34rem;overflow-y:auto}
    .grid{max-height:80vh;overflow:auto}
    table{border-collapse:separate;border-spacing:0;width:100%;font-size:.92rem}
    caption{text-align:left;color:var(--muted);padding:.6rem .85rem;font-size:.88rem}
    th,td{text-align:left;padding:.45rem .85rem;vertical-align:top;border-top:1px solid var(--line)}
    thead th{border-top:0;background:var(--card);font-weight:600;white-space:nowrap;\
    font-size:.85rem;color:var(--muted)}
    .grid thead th,.tall thead th{position:sticky;top:0;z-index:2}
    tbody th{font-weight:550}
    tbody tr:hover>*{background:var(--card)}
    tbody tr:target>*{background:var(--hit)}
    td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
    td.t{white-space:nowrap;font-variant-numeric:tabular-nums}
    .name{overflow-wrap:anywhere;min-width:11rem}
    code,.code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;\
    font-size:.86em;overflow-wrap:anywhere}
    .sub{color:var(--muted);font-weight:400;font-size:.88em}
    .mark{display:inline-block;border-radius:1rem;padding:.02rem .55rem;font-size:.82rem;\
    font-weight:600;white-space:nowrap}
    .mark.error{background:var(--bad-card);color:var(--bad)}
    .mark.warning{background:var(--warn-card);color:var(--warn)}
    .mark.note{background:var(--card);color:var(--muted)}
    .mark.edit{background:var(--card);color:var(--accent)}
    .mark.good{background:var(--good-card);color:var(--good)}
    .late{color:var(--bad);font-weight:600}
    .matrix td{text-align:center;min-width:4.2rem}.matrix thead th:not(:first-child){text-align:center}
    .matrix tbody th{position:sticky;left:0;background:var(--page);z-index:1;min-width:10rem;\
    overflow-wrap:anywhere}
    .matrix .none{color:var(--muted)}
    .find{display:flex;flex-wrap:wrap;gap:.4rem 1rem;align-items:center;margin:0 0 .8rem}
    .find label{font-weight:600}
    .find input{font:inherit;color:inherit;background:var(--page);border:1px solid var(--edge);\
    border-radius:.5rem;padding:.4rem .7rem;flex:1 1 16rem;max-width:28rem;min-width:0}
    .find output{color:var(--muted)}
    [hidden]{display:none!important}
    svg{display:block;max-width:none;font-family:inherit}
    svg text{fill:var(--ink);font-size:12px}svg .m{fill:var(--muted)}
    svg a text{fill:var(--accent);text-decoration:underline;text-decoration-thickness:1px}
    svg .axis{stroke:var(--line);stroke-width:1}
    svg .link{stroke:var(--edge);fill:none;stroke-width:1.2;opacity:.75}
    svg .link.heuristic{stroke-dasharray:3 4}
    svg .dot{fill:var(--accent)}svg .end{fill:var(--edge)}
    .c-certificate{fill:var(--accent)}.c-expiry{fill:var(--warn)}.c-rotation{fill:var(--rotation)}\
    .c-age{fill:var(--edge)}
    .legend{display:flex;flex-wrap:wrap;gap:.3rem 1.3rem;list-style:none;padding:0;margin:.7rem 0 0;\
    color:var(--muted);font-size:.9rem}
    .legend svg{display:inline-block;vertical-align:-.1em;margin-right:.4rem}
    figure{margin:0}.drawing{padding:.8rem .6rem}.drawing svg{width:100%;height:auto;min-width:46rem}\
    .scroll+.note{margin-top:.7rem}.zero{color:var(--muted)}
    footer{color:var(--muted);padding-top:2.5rem;padding-bottom:3rem;font-size:.9rem}
    @media (max-width:40rem){header{padding-top:1.4rem}.tiles{grid-template-columns:1fr 1fr}\
    th,td{padding:.45rem .6rem}section{padding-top:1.7rem}}
    @media print{nav,.find,.skip{display:none!important}body{font-size:10.5pt}\
    header,main,footer{max-width:none;padding-left:0;padding-right:0}\
    .scroll,.tall,.grid{overflow:visible!important;max-height:none!important;border:0}\
    thead th,.matrix tbody th{position:static!important}tr,.tile,.drawing{break-inside:avoid}\
    h2,h3,caption{break-after:avoid}.drawing svg{min-width:0;max-width:100%;height:auto}a{color:inherit}\
    section{padding-top:1.2rem}}
    """

  /// Filters the inventory; without it the page is whole and the browser's own search works.
  static let script = """
    (()=>{const form=document.getElementById("find"),box=document.getElementById("q"),\
    out=document.getElementById("hits"),rows=[...document.querySelectorAll("#inventory tbody tr")],\
    texts=rows.map(r=>r.textContent.toLowerCase());let timer;\
    const run=()=>{const words=box.value.toLowerCase().split(/\\s+/).filter(Boolean);let hits=0;\
    rows.forEach((row,i)=>{const fits=words.every(w=>texts[i].includes(w));row.hidden=!fits;\
    if(fits)hits++});out.textContent=words.length?hits+" of "+rows.length:""};\
    box.addEventListener("input",()=>{clearTimeout(timer);timer=setTimeout(run,rows.length>2000?150:0)});\
    form.addEventListener("submit",e=>e.preventDefault());\
    addEventListener("hashchange",()=>{const t=document.getElementById(location.hash.slice(1));\
    if(t&&t.hidden){box.value="";run();t.scrollIntoView()}});form.hidden=false;run()})();
    """
}
