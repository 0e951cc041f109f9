"""Writes varied profile cases with the values of parcel.py, in the format of twin/cases/.

python3 make_cases.py DIR          all of them
python3 make_cases.py DIR NAME...  those named
"""
import json
import sys

from parcel import solve

COARSEN = {"k0": 35491, "Ea": 52400, "n": 3, "dRef": 11.3927, "betaRef": 47.185, "p": 1 / 6}
LINE = {"v": 0.05, "coatedWidth": 0.28, "clothWidth": 0.3, "etaTransfer": 0.99, "etaWash": 0.98, "waterRatio_L_kg": 50}
PRODUCTION = LINE | {"v": 0.25, "coatedWidth": 1.2, "clothWidth": 1.3}
TOLERANCE = [
    ["/(Tin|Tout|Tpeak|T_at)", {"abs": 0.1}],
    ["/Tout/", {"abs": 0.1}],
    ["/(webDuty_kW|marginDuty_kW)", {"abs": 0.002, "rel": 0.001}],
    ["/q(Rad|Conv|Sens|Fus|Rxn)$", {"abs": 40, "rel": 0.001}],
    ["/(meltStart_s|meltEnd_s|freezeStart_s|freezeEnd_s)$", {"abs": 0.002, "rel": 0.0002}],
    ["/(d_nm|dForm_nm|Theta_nm3|betaForm|betaQuench|dose_s|lnSigmaG|metastability)$", {"rel": 0.001}],
    ["/(X1|X2|Xm|meltFrac)$", {"abs": 0.0005}],
    ["/(evapFrac/|evapNaCl)", {"abs": 1e-7, "rel": 0.002}],
    ["", {"rel": 0.001}],
]
Q_HTR, Q_NTS = (5, 61.1), (8, 25.0)


def zone(tau, Te, Tg, h=10.0, eps=0.85):
    return {"tau": tau, "Te": Te, "h": h, "Tg": Tg, "epsE": eps}


def heated(taus, emitters, gases, quench, h=10.0):
    return [zone(*row, h) for row in zip(taus, emitters, gases)] + [zone(quench[0], 303.15, 293.15, quench[1], 0.8)]


def htr(te=(1347.7, 1343.8, 1343.8, 1342.7), tg=(1122, 1177, 1177, 1226), taus=(3, 2, 2, 3), q=Q_HTR, f=1.0):
    return heated([t / f for t in taus], te, tg, (q[0] / f, q[1]))


def nts(te=(609.8, 689.4, 770.8, 817.9), tg=(478, 550, 621, 719), taus=(3, 2, 2, 3), q=Q_NTS, f=1.0):
    return heated([t / f for t in taus], te, tg, (q[0] / f, q[1]))


CASES = {}


def case(name, note, zones, metals, line=LINE, coarsen=None, samples=None, **other):
    end = sum(z["tau"] for z in zones)
    inp = {"metals": metals, "load": 0.1, "mCloth": 0.12, "T0": 298.15, "rCit": 2, "rSalt": 4, "TrefDose": 1340,
           "phiMetal": 0.005, "phiNaCl": 0.1} | other
    inp |= {"coarsen": COARSEN | (coarsen or {}), "zones": zones,
            "sampleTimes": samples or [round(end * k / 8, 3) for k in range(1, 8)]} | (line or {})
    CASES[name] = {"name": f"independent-{name}", "section": "F14", "note": note + "; values by an independent stiff solver",
                   "inputs": inp}


NTS5 = {"k0": 5913.6}
for m, ratio, k0 in [("sb", {"Sb": 1}, 35491), ("snsb", {"Sn": 1, "Sb": 1}, 1.6837e5), ("cosb", {"Co": 1, "Sb": 1}, 88768),
                     ("nisb", {"Ni": 1, "Sb": 1}, 44897), ("fesb", {"Fe": 1, "Sb": 1}, 1.0924e5),
                     ("snbi", {"Sn": 1, "Bi": 1}, 1.0529e5), ("cu2sb", {"Cu": 2, "Sb": 1}, 81107), ("bisb", {"Bi": 1, "Sb": 1}, 35491)]:
    case(f"htr-{m}", f"Pilot HTR with {m}", htr(), ratio, coarsen={"k0": k0})
for m, d in [("BiSnSb", 11.3927), ("BiSbPb", 19.7), ("BiSnSbZn", 15.397), ("BiSnSbPb", 14.497), ("BiSnSbPbZn", 21.501)]:
    ratio = {m[i:i + 2]: 1 for i in range(0, len(m), 2)}
    case(f"nts-{m.lower()}", f"Production NTS with {m}", nts((638.1, 712.2, 803.0, 830.8), (498, 579, 661, 748), q=(8, 31.0)), ratio,
         PRODUCTION, NTS5 | {"dRef": d}, TrefDose=770, load=0.15)
BISB, TERN = {"Bi": 1, "Sb": 1}, {"Bi": 1, "Sn": 1, "Sb": 1}
case("odd-ratio", "Six metals in odd ratios, iron makes the reduction slow", htr(), {"Bi": 0.37, "Sb": 2.1, "Sn": 0.05, "Cu": 0.8, "Fe": 0.11, "Pb": 0.6})
case("first-module-cold", "H1 cold, the rest as set", htr((298.15, 1343.8, 1343.8, 1342.7), (298.15, 1177, 1177, 1226)), BISB)
case("last-module-cold", "H4 cold: quench begins in the furnace", htr((1347.7, 1343.8, 1343.8, 298.15), (1122, 1177, 1177, 298.15)), BISB)
case("middle-modules-cold", "H2 and H3 cold: two heatings, two meltings", htr((1347.7, 298.15, 298.15, 1380), (1122, 298.15, 298.15, 1226), (3, 4, 4, 3)), BISB)
case("three-modules-cold", "NTS with one warm module", nts((298.15, 298.15, 298.15, 817.9), (298.15, 298.15, 298.15, 719)), TERN, coarsen=NTS5, TrefDose=770)
case("all-cold", "Nothing is heated", nts((298.15,) * 4, (298.15,) * 4), TERN, coarsen=NTS5, TrefDose=770)
case("below-700", "Peak between 400 and 700 K: no formation size", nts((560, 620, 680, 720), (430, 500, 560, 640)), TERN, coarsen=NTS5, TrefDose=770)
case("below-400", "Peak below 400 K", nts((400, 400, 400, 400), (350, 350, 350, 350)), TERN, coarsen=NTS5, TrefDose=770)
case("ends-in-melting", "Web leaves half molten, no quench", [zone(1.1, 1347.7, 1122)], BISB)
case("ends-in-freezing", "Quench too short: leaves half frozen", htr(q=(0.4, 61.1)), BISB)
case("half-melt", "Held in the melting plateau, frozen again before the melt is whole", htr((1347.7, 1085, 1076, 1040), (1122, 1060, 1060, 1030), (1.02, 2, 2, 2)), BISB)
case("peak-1080", "Peak just over the melting point of NaCl", htr((1150, 1100, 1092, 1088), (1000, 1050, 1050, 1060)), BISB)
case("peak-1068", "Peak just below the melting point of NaCl", htr((1120, 1085, 1080, 1080), (980, 1020, 1020, 1030)), BISB)
case("load-light", "10 g/m2 on light cloth", htr(), BISB, load=0.01, mCloth=0.06)
case("load-heavy", "400 g/m2 on heavy cloth at half speed", htr(f=0.5), BISB, LINE | {"v": 0.025}, load=0.4, mCloth=0.24)
case("bare-cloth", "No powder at all", htr(), BISB, load=0.0)
case("warm-inlet", "Web enters at 390 K", nts(), TERN, coarsen=NTS5, TrefDose=770, T0=390.0)
case("hot-inlet", "Web enters at 450 K: the crossing of 400 K is not seen", nts(), TERN, coarsen=NTS5, TrefDose=770, T0=450.0)
case("cold-inlet", "Web enters at 260 K", htr(), BISB, T0=260.0)
case("no-salt", "Without NaCl there is nothing to melt", htr(), BISB, rSalt=0)
case("much-salt", "8 kg NaCl per kg citrate", htr(), BISB, rSalt=8, rCit=1)
case("little-salt", "0.5 kg NaCl per kg citrate, 4 mol citrate", htr(), BISB, rSalt=0.5, rCit=4)
case("no-citrate", "No citrate and so no salt", htr(), BISB, rCit=0)
case("own-energy", "Coarsening with 122 kJ/mol: the dose keeps 52.4", htr(), BISB, coarsen={"Ea": 122000, "k0": 3e7})
case("exponent-2", "n = 2, p = 0", htr(), BISB, coarsen={"n": 2, "p": 0, "k0": 900, "Ea": 52400})
case("exponent-4", "n = 4, p = 1/3", htr(), BISB, coarsen={"n": 4, "p": 1 / 3, "k0": 2e6})
case("single-zone", "One heated zone only", [zone(6, 1200, 1000, 12)], BISB, None)
case("minutes", "Four minutes at 900 K, slow ends", [zone(60, 700, 690), zone(240, 900, 890), zone(120, 303.15, 293.15, 5, 0.8)], BISB)
case("cap", "All antimony leaves: capped at what was fed", htr(taus=(3, 20, 20, 3)), BISB, phiMetal=0.2, phiNaCl=0.3)
case("zinc-hot", "Zinc far above its boiling point", htr(), {"Bi": 1, "Sn": 1, "Sb": 1, "Zn": 1}, phiMetal=0.05)
case("molten-inlet", "Web enters at 1150 K with its salt molten", [zone(1, 900, 900, 20), zone(4, 303.15, 293.15, 60, 0.8)], BISB, T0=1150.0)
case("sharp-ramp", "1507 K emitter, 0.32 K/ms", [zone(1.04, 1507, 1200), zone(8, 1341, 1250), zone(4, 303.15, 293.15, 90, 0.8)], BISB)
case("hottest", "Emitters at 1700 K", [zone(4, 1700, 1500, 20), zone(6, 303.15, 293.15, 120, 0.8)], {"Co": 1, "Sb": 1}, coarsen={"k0": 88768})
case("border-samples", "Samples at the start, on zone borders and at the end", htr(), BISB, samples=[0, 3, 5, 7, 10, 15])
case("fast", "HTR a half faster on the production line", htr((1353.0, 1342.0, 1342.0, 1341.4), (1147, 1255, 1255, 1282), q=(5, 75.1), f=1.5), BISB, PRODUCTION | {"v": 0.375}, load=0.15)
case("slow", "NTS at three fifths of the speed, narrow web", nts(f=0.6), TERN, LINE | {"v": 0.03, "coatedWidth": 0.11, "clothWidth": 0.16}, NTS5, TrefDose=770)
case("eight-zones", "Steps up and down, other emissivities", [zone(1, 800, 600, 15, 0.6), zone(1, 1400, 900, 5, 0.95), zone(0.5, 1450, 1000, 0, 0.95), zone(1.2, 1100, 1050, 30, 0.2),
     zone(2, 1300, 1200, 10, 0.85), zone(0.7, 1000, 900, 25, 0.85), zone(0.3, 500, 400, 40, 0.9), zone(6, 303.15, 293.15, 70, 0.8)], {"Ni": 1, "Sb": 1}, coarsen={"k0": 44897})

def rounded(value):
    if isinstance(value, float):
        return float(f"{value:.9g}")
    if isinstance(value, dict):
        return {k: rounded(v) for k, v in value.items()}
    return [rounded(v) for v in value] if isinstance(value, list) else value


if __name__ == "__main__":
    folder, *names = sys.argv[1:]
    for name in names or CASES:
        c = CASES[name]
        c["expected"], c["tolerance"] = rounded(solve(c["inputs"])), TOLERANCE
        if c["inputs"]["load"] == 0:
            c["tolerance"] = [["/(alloy|char|NaCl|product|evap|wash)", {"abs": 1e-9}], *TOLERANCE]
        with open(f"{folder}/independent-{name}.json", "w") as file:
            json.dump(c, file, indent="\t")
            file.write("\n")
