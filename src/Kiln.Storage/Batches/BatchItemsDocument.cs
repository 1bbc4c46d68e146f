using System.Collections.Immutable;
using System.Text.Json;

namespace Kiln.Storage.Batches;

/// <summary>A page of what a client sent for the jobs of a batch.</summary>
/// <param name="SchemaVersion">The form of the record.</param>
/// <param name="Items">A JSON object for each job of the page.</param>
internal sealed record BatchItemsDocument(int SchemaVersion, ImmutableArray<JsonElement> Items) : IVersionedDocument;
