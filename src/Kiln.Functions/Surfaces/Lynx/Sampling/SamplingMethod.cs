namespace Kiln.Functions.Surfaces.Lynx.Sampling;

/// <summary>How the runs of a study cover the range of a parameter.</summary>
internal enum SamplingMethod
{
    /// <summary>One run in each of as many equal strata as there are runs.</summary>
    LatinHypercube,

    /// <summary>Each run by itself.</summary>
    Random,
}
