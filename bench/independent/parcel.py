"""A second, independent solver of one parcel of web: to judge the twin, never part of it.

Written from the equations (web energy with NaCl melting, off-gas and reduction kinetics, size, evaporation, mass balance)
and from no line of the twin. scipy's Radau with relative tolerance 1e-9, stopped at the NaCl melting point and at the
ends of melting. `solve(inputs)` gives every key that a profile case may expect; what never happened is None.
Needs python3 and scipy; `npm test` does not need it. `python3 make_cases.py` writes twin/cases/independent-*.json with it.
"""
import math

import numpy as np
from scipy.integrate import solve_ivp

R, SIGMA = 8.314462618, 5.670374419e-8
T_M, L_F, M_NACL = 1073.8, 28160 / 0.058443, 0.058443
SOLID = (50.72389, 6.672267, -2.517167, 10.15934, -0.200675)
LIQUID = (-42.4478, 113.526, -43.6466, 5.89663, 39.1386)

# g/mol; vapour a, b of log10(P/Pa) = a - b/T; vapour g/mol; reduction kJ/kg; anhydrous chloride g/mol
METALS = {
    "Bi": (208.980, 9.7576, 9150.3, 328, 580, 315.34),
    "Sb": (121.760, 7.724, 5621, 487.04, 1545, 228.12),
    "Sn": (118.710, 10.268, 15332, 118.71, 3003, 189.61),
    "Pb": (207.2, 9.917, 9701, 207.2, 524, 278.1),
    "Zn": (65.38, 10.384, 6286, 65.38, 3664, 136.29),
    "Co": (58.933, 11.494, 20578, 58.933, 2164, 129.84),
    "Ni": (58.693, 11.672, 20765, 58.693, 2203, 129.60),
    "Fe": (55.845, 11.353, 19574, 55.845, 2892, 162.20),
    "Cu": (63.546, 10.855, 16415, 63.546, 737, 134.45),
}


def cp_salt(T, c):
    t = T / 1000
    return (c[0] + c[1] * t + c[2] * t**2 + c[3] * t**3 + c[4] / t**2) / M_NACL


def cp_carbon(T):
    return 2775.09 - 0.12304 * T - 958853 / T + 1.05448e8 / T**2


def h_carbon(T):
    return 2775.09 * T - 0.06152 * T**2 - 958853 * math.log(T) - 1.05448e8 / T


def powder(inp):
    """Masses per m2 of web and heats of one recipe."""
    mol = {k: n for k, n in inp["metals"].items() if n > 0}
    total = sum(mol.values())
    x = {k: n / total for k, n in mol.items()}
    metal = sum(x[k] * METALS[k][0] for k in x)
    salt = sum(x[k] * METALS[k][5] for k in x)
    cit = inp["rCit"] * 243.216
    nacl = inp["rSalt"] * cit
    per = inp["load"] / (salt + cit + nacl)
    w = {k: x[k] * METALS[k][0] / metal for k in x}
    return {
        "x": x, "w": w, "met": metal * per, "salt": salt * per, "cit": cit * per, "nacl": nacl * per,
        "cpA": 28.0 / (metal / 1000), "dHm": 1e3 * sum(w[k] * METALS[k][4] for k in w),
        "Em": 190e3 if any(k in x for k in ("Co", "Ni", "Fe")) else 150e3,
    }


def film_flux(x, P, M, T, phi):
    """kg/m2s through coverage, gas film and Hertz-Knudsen."""
    k_g = 0.015 * (T / 1000) ** 1.75
    k_hk = math.sqrt(R * T / (2 * math.pi * M))
    return phi * x * P * M / (R * T) / (1 / k_g + 1 / k_hk)


def solve(inp):
    p = powder(inp)
    names = list(p["x"])
    co = inp["coarsen"]
    zones = inp["zones"]
    m_cc, ns = inp["mCloth"], p["nacl"]
    # state: 0 T, 1 phi, 2 X1, 3 X2, 4 Xm, 5 Theta, 6 dose, 7..11 qRad qConv qSens qFus qRxn, 12 NaCl loss, 13.. metal losses
    y = np.zeros(13 + len(names))
    y[0] = inp["T0"]
    if y[0] > T_M:
        y[1] = 1.0

    def fluxes(T, X1, z):
        e = z["epsE"]
        E = 1 / (1 / e + 1 / (0.40 + 0.50 * X1) - 1) + 1 / (1 / e + 1 / 0.90 - 1)
        return E * SIGMA * (z["Te"] ** 4 - T**4), 2 * z["h"] * (z["Tg"] - T)

    def rhs(mode, z):
        c_salt = LIQUID if mode == "liquid" else SOLID

        def f(_t, s):
            T = T_M if mode == "plateau" else s[0]
            X1, X2, Xm = s[2], s[3], s[4]
            q_rad, q_conv = fluxes(T, X1, z)
            r1 = 1e11 * math.exp(-120e3 / (R * T)) * (1 - X1)
            r2 = 1.47e12 * math.exp(-180e3 / (R * T)) * (X1 - X2)
            rm = 1e11 * math.exp(-p["Em"] / (R * T)) * (1 - Xm)
            q_rxn = p["cit"] * (900e3 * r1 + 150e3 * r2) + p["met"] * p["dHm"] * rm
            net = q_rad + q_conv - q_rxn
            d = np.zeros_like(s)
            if mode == "plateau":
                d[1] = net / (ns * L_F)
                d[10] = net
            else:
                char = p["cit"] * (0.200 * (X1 - X2) + 0.12132 * X2)
                C = ((m_cc + char) * cp_carbon(T) + ns * cp_salt(T, c_salt) + p["cit"] * (1 - X1) * 1500
                     + p["salt"] * (1 - Xm) * 400 + p["met"] * Xm * p["cpA"])
                d[0] = net / C
                d[9] = net
            d[2], d[3], d[4] = r1, r2, rm
            d[5] = Xm * co["k0"] * math.exp(-co["Ea"] / (R * T))
            d[6] = math.exp(-(52400 / R) * (1 / T - 1 / inp["TrefDose"]))
            d[7], d[8], d[11] = q_rad, q_conv, q_rxn
            P = 1e5 * 10 ** (5.07184 - 8388.497 / (T - 82.638))
            d[12] = film_flux(1, P, M_NACL, T, inp["phiNaCl"])
            for i, k in enumerate(names):
                _, a, b, M_vap, _, _ = METALS[k]
                d[13 + i] = film_flux(p["x"][k], 10 ** (a - b / T), M_vap / 1000, T, inp["phiMetal"]) * Xm
            return d

        return f

    def net_now(s, z):
        d = rhs("solid", z)(0, s)
        return d[9]

    t, out, peak = 0.0, [], y[0]
    up, down = {400: None, 700: None}, {700: None, 500: None}
    marks = {"meltStart_s": None, "meltEnd_s": None, "freezeStart_s": None, "freezeEnd_s": None}
    samples, wanted = {}, list(inp.get("sampleTimes", []))
    atol = np.full(len(y), 1e-10)
    atol[0], atol[5], atol[7:12] = 1e-7, 1e-8, 1e-4
    atol[12:] = 1e-14

    def mark(key, at):
        if marks[key] is None:
            marks[key] = at

    for z in zones:
        start, t_end, T_in = y.copy(), t + z["tau"], y[0]
        while t < t_end - 1e-13:
            if y[0] == T_M:
                net = net_now(y, z)
                if ns > 0 and ((0 < y[1] < 1) or (y[1] == 0 and net > 0) or (y[1] == 1 and net < 0)):
                    mode = "plateau"
                    if net > 0:
                        mark("meltStart_s", t)
                    elif y[1] == 1 or marks["freezeStart_s"] is None:  # of several freezings the last counts
                        marks["freezeStart_s"] = t
                else:
                    mode = "liquid" if net > 0 else "solid"
                    y[1] = 1.0 if net > 0 else 0.0
            else:
                mode = "liquid" if y[0] > T_M else "solid"
            f = rhs(mode, z)
            events = []

            def add(fn, terminal=False, direction=0):
                fn.terminal, fn.direction = terminal, direction
                events.append(fn)

            if mode == "plateau":
                add(lambda _t, s: s[1] - 1, True, 1)
                add(lambda _t, s: s[1], True, -1)
            else:
                add(lambda _t, s: s[0] - T_M, True, 1 if mode == "solid" else -1)
                add(lambda _t, s: f(0, s)[0])
                for L in (400, 700):
                    add(lambda _t, s, L=L: s[0] - L, False, 1)
                for L in (700, 500):
                    add(lambda _t, s, L=L: s[0] - L, False, -1)
            # leave T_m by a first explicit sliver, so that the event does not fire where it stands
            sol = solve_ivp(f, (t, t_end), y, method="Radau", rtol=1e-9, atol=atol, dense_output=True, events=events,
                            first_step=min(1e-7, (t_end - t) / 2))
            assert sol.success, sol.message
            new_t = sol.t[-1]
            for w in wanted:
                if w not in samples and t - 1e-12 <= w <= new_t + 1e-12:
                    samples[w] = T_M if mode == "plateau" else float(sol.sol(min(max(w, t), new_t))[0])
            y = sol.y[:, -1].copy()
            if mode == "plateau":
                y[0] = T_M
                if len(sol.t_events[0]):
                    y[1] = 1.0
                    mark("meltEnd_s", new_t)
                elif len(sol.t_events[1]):
                    y[1] = 0.0
                    marks["freezeEnd_s"] = new_t
            else:
                if len(sol.t_events[0]):
                    y[0] = T_M
                inner = [float(sol.sol(e)[0]) for e in sol.t_events[1]]
                peak = max([peak, y[0], *inner])
                for L, ev in zip((400, 700), sol.t_events[2:4]):
                    if len(ev) and up[L] is None:
                        up[L] = float(ev[0])
                for L, ev in zip((700, 500), sol.t_events[4:6]):
                    if len(ev):
                        down[L] = float(ev[-1])
            t = float(new_t)
        t = t_end
        d = y - start
        out.append({"Tin": float(T_in), "Tout": float(y[0]), "qRad": d[7], "qConv": d[8], "qSens": d[9], "qFus": d[10],
                    "qRxn": d[11], "meltFrac": float(y[1])})
    return collect(inp, p, y, out, peak, up, down, marks, samples)


def collect(inp, p, y, zones, peak, up, down, marks, samples):
    co, names = inp["coarsen"], list(p["x"])
    X1, X2, Xm, theta = (float(v) for v in y[2:6])
    beta_f = 300 / (up[700] - up[400]) if up[400] is not None and up[700] is not None else None
    beta_q = 200 / (down[500] - down[700]) if down[700] is not None and down[500] is not None \
        and down[500] > down[700] else None
    d_form = co["dRef"] * (co["betaRef"] / beta_f) ** co["p"] if beta_f is not None else None
    d = (Xm * (d_form ** co["n"] + theta)) ** (1 / co["n"]) if d_form is not None else None
    lost = {k: min(float(y[13 + i]), p["met"] * p["w"][k]) for i, k in enumerate(names)}
    lost_nacl = min(float(y[12]), p["nacl"])
    alloy = p["met"] * Xm - sum(lost.values())
    char = p["cit"] * (0.200 * (X1 - X2) + 0.12132 * X2)
    r = {
        "zones": zones, "Tpeak": float(peak), "X1": X1, "X2": X2, "Xm": Xm, "Theta_nm3": theta, "dose_s": float(y[6]),
        "betaForm": beta_f, "betaQuench": beta_q, **marks, "dForm_nm": d_form, "d_nm": d,
        "lnSigmaG": max(0.15, -0.040 + 0.355 * math.log(d / d_form)) if d else None,
        "metastability": beta_q / (beta_q + 2.2) if beta_q is not None else None,
        "evapFrac": {k: (lost[k] / (p["met"] * p["w"][k]) if p["met"] > 0 else 0.0) for k in names},
        "evapNaCl_gm2": lost_nacl * 1000, "alloy_gm2": alloy * 1000, "char_gm2": char * 1000,
        "alloy_wtpct": 100 * alloy / (alloy + char) if alloy + char > 0 else None,
        "T_at": {str(float(k)): v for k, v in sorted(samples.items())},
    }
    if "v" in inp:
        v, w = inp["v"], inp["coatedWidth"]
        product = 3600 * v * w * (alloy + char)
        net = product * inp["etaTransfer"] * inp["etaWash"]
        duty = [(z["qRad"] + z["qConv"]) * v * w / 1000 for z in zones]
        r |= {
            "feedDry_gph": 3600e3 * v * w * inp["load"], "productFurnace_gph": product * 1000, "productNet_gph": net * 1000,
            "Tout": [z["Tout"] for z in zones], "webDuty_kW": duty,
            "marginDuty_kW": [v * (inp["clothWidth"] - w) * inp["mCloth"] * (h_carbon(z["Tout"]) - h_carbon(z["Tin"])) / 1000
                              for z in zones],
            "NaClToWash_kgph": 3600 * v * w * p["nacl"], "washWater_Lph": inp["waterRatio_L_kg"] * product,
            "webHeatPerKgNet_kWh": sum(duty[:-1]) / net if net > 0 else None,
        }
    return r
