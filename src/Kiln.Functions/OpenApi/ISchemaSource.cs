using System.Text.Json.Nodes;

namespace Kiln.Functions.OpenApi;

/// <summary>Describes a body that is read member by member, not as a type. Needs a constructor without parameters.</summary>
internal interface ISchemaSource
{
    /// <summary>The JSON schema of the body.</summary>
    JsonObject Describe();
}
