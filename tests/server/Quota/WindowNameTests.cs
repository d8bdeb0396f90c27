using ClaudeSidecar.Quota;

namespace ClaudeSidecar.Tests.Quota;

public sealed class WindowNameTests
{
    // edge case 10
    [Theory]
    [InlineData("five_hour", "5h")]
    [InlineData("seven_day", "7d")]
    [InlineData("seven_day_opus", "7d_opus")]
    [InlineData("seven_day_overage_included", "7d_oi")]
    [InlineData("thirty_day", "30d")]
    [InlineData("fourteen_day_sonnet", "14d_sonnet")]
    [InlineData("twenty_four_hour", "24h")]
    [InlineData("one_hour", "1h")]
    [InlineData("monthly", "monthly")]
    [InlineData("five_seats", "five_seats")]
    [InlineData("", "")]
    public void AClaimIsTheWindowThatTheHeadersName(string claim, string name) => Assert.Equal(name, WindowName.OfClaim(claim));

    // edge case 13
    [Theory]
    [InlineData(null)]
    [InlineData("overage")]
    [InlineData("overage_monthly")]
    public void PaidUsageIsNoWindow(string? claim) => Assert.Null(WindowName.OfClaim(claim));

    [Theory]
    [InlineData("5h", 5)]
    [InlineData("7d_oi", 168)]
    [InlineData("30d", 720)]
    [InlineData("1h_fable", 1)]
    [InlineData("h", null)]
    [InlineData("12x", null)]
    [InlineData("99999d", null)]
    [InlineData("requests", null)]
    public void ANameTellsItsLength(string name, int? hours) => Assert.Equal(hours, WindowName.Length(name)?.TotalHours);
}
