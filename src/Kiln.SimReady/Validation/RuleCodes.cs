namespace Kiln.SimReady.Validation;

/// <summary>
/// Every rule that a report lists, in its order. Codes are those of the SimReady Foundation and asset requirements; those that
/// begin with KILN are Kiln's own.
/// </summary>
internal static class RuleCodes
{
    public static IReadOnlyList<string> All { get; } =
    [
        "NP.001", "NP.002", "NP.003", "NP.004", "NP.005", "NP.006", "SR.001", "SR.003", "NP.007", "NP.008", "AA.001", "AA.002",
        "UN.001", "UN.006", "UN.002", "UN.007", "UN.003", "UN.005",
        "HI.001", "HI.003", "HI.004", "HI.006", "HI.008", "HI.009", "HI.010",
        "VG.001", "VG.MESH.001", "VG.002", "VG.007", "VG.008", "VG.014", "VG.021", "VG.023", "VG.025", "VG.026", "VG.027",
        "VG.028", "VG.029",
        "VM.BIND.001", "VM.MAT.001", "VM.PS.001", "VM.PS.002", "VM.TEX.001", "VM.TEX.003",
        "RB.001", "RB.003", "RB.005", "RB.006", "RB.007", "RB.008", "RB.009", "RB.010", "RB.013",
        "RB.COL.001", "RB.COL.002", "RB.COL.003", "RB.COL.004", "PMT.001", "MUJOCO.COL.002", "COL.001",
        "KILN.HULL", "KILN.COVER", "KILN.MASS", "KILN.ROUND",
    ];
}
