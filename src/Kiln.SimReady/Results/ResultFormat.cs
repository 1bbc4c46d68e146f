namespace Kiln.SimReady.Results;

/// <summary>Which outputs a result ZIP holds.</summary>
public enum ResultFormat
{
    /// <summary>The USD layer, its textures and the <c>.usdz</c>.</summary>
    Usd,

    /// <summary>The MJCF package.</summary>
    Mjcf,

    /// <summary>Everything, and <c>report.json</c>.</summary>
    All,
}
