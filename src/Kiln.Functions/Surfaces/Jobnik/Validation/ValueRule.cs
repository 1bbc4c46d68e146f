using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kiln.Functions.Surfaces.Jobnik.Validation;

/// <summary>What a value of a request must be. The messages are those of the validator that the original manager uses.</summary>
internal abstract record ValueRule
{
    /// <summary>Notes what is wrong with a JSON value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="where">Its place, such as <c>request/body/name</c>.</param>
    /// <param name="faults">Takes one sentence a fault.</param>
    public abstract void Check(JsonElement value, string where, ICollection<string> faults);

    /// <summary>The rule as a JSON schema.</summary>
    public abstract JsonObject Describe();
}
