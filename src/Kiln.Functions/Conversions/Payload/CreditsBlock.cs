using System.Text.Json.Serialization;
using Kiln.Lifecycle.Credits;

namespace Kiln.Functions.Conversions.Payload;

/// <summary>What became of the job's credits.</summary>
internal sealed record CreditsBlock(
    [property: JsonPropertyName("reserved")] int Reserved,
    [property: JsonPropertyName("charged")] int Charged,
    [property: JsonPropertyName("refunded")] int Refunded,
    [property: JsonPropertyName("refund_applied_at")] DateTimeOffset? RefundAppliedAt)
{
    public static CreditsBlock Of(Reservation? reservation) => reservation switch
    {
        null => new(0, 0, 0, null),
        { Settlement: Settlement.Charge } => new(0, reservation.Amount, 0, null),
        { Settlement: Settlement.Refund } => new(0, 0, reservation.Amount, reservation.AppliedAt),
        _ => new(reservation.Amount, 0, 0, null),
    };

    /// <summary>The price that is reserved or charged; 0 after a refund.</summary>
    [JsonIgnore]
    public int Price => Reserved + Charged;
}
