using System.Collections.Immutable;
using Kiln.Functions.Configuration;

namespace Kiln.Functions.Surfaces.Jobnik.Validation;

/// <summary>What a request to one operation must look like.</summary>
/// <param name="Query">The query parameters that it may have.</param>
/// <param name="Body">The body; null when none is read.</param>
internal sealed record RequestRules(ImmutableDictionary<string, ScalarRule> Query, ValueRule? Body = null)
{
    /// <summary>Neither query parameters nor a body.</summary>
    public static RequestRules None { get; } = new(ImmutableDictionary<string, ScalarRule>.Empty);

    /// <summary>A body and no query parameters.</summary>
    public static RequestRules OfBody(ValueRule body) => None with { Body = body };

    /// <summary>The same with the query parameters of a list.</summary>
    public RequestRules WithPages(JobnikOptions settings) => this with
    {
        Query = Query.Add("page", new IntegerRule(1)).Add("page_size", new IntegerRule(1, settings.MaxPageSize)),
    };

    /// <summary>Query parameters and no body.</summary>
    public static RequestRules OfQuery(params (string Name, ScalarRule Rule)[] parameters) =>
        None with { Query = parameters.ToImmutableDictionary(parameter => parameter.Name, parameter => parameter.Rule) };
}
