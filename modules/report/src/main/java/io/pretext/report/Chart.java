package io.pretext.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.nio.file.Path;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Lines over two labelled axes, in the look that all our charts share. */
final class Chart {

  private static final BasicStroke DASHES =
      new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {8, 6}, 0);
  private static final Color GRID = new Color(0xe3, 0xe3, 0xe3);

  private final XYChart chart;

  Chart(String title, String xAxis, String yAxis) {
    chart =
        new XYChartBuilder()
            .width(900)
            .height(520)
            .title(title)
            .xAxisTitle(xAxis)
            .yAxisTitle(yAxis)
            .build();
    XYStyler style = chart.getStyler();
    style.setChartBackgroundColor(Color.WHITE);
    style.setChartTitleBoxVisible(false);
    style.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 15));
    style.setXAxisMin(0.0);
    style.setPlotBorderVisible(false);
    style.setPlotGridLinesColor(GRID);
    style.setPlotGridLinesStroke(new BasicStroke(1));
    style.setLegendPosition(LegendPosition.OutsideS);
    style.setLegendLayout(LegendLayout.Horizontal);
    style.setLegendBorderColor(Color.WHITE);
    style.setChartPadding(16);
    style.setMarkerSize(7);
  }

  void line(String name, double[] x, double[] y, Color color, float width) {
    add(name, x, y, color, new BasicStroke(width), SeriesMarkers.NONE);
  }

  void points(String name, double[] x, double[] y, Color color) {
    add(name, x, y, color, new BasicStroke(2.5f), SeriesMarkers.CIRCLE);
  }

  void dashes(String name, double[] x, double[] y, Color color) {
    add(name, x, y, color, DASHES, SeriesMarkers.NONE);
  }

  void write(Path png) {
    Png.write(BitmapEncoder.getBufferedImage(chart), png);
  }

  /**
   * XChart puts its marks on every nth of evenly spaced points (0.7, 1.4, ...). An unseen point off
   * their grid makes it use round numbers.
   */
  private void makeMarksRound(double end, double y) {
    XYSeries unseen = chart.addSeries("unseen", new double[] {end / Math.PI}, new double[] {y});
    unseen.setShowInLegend(false);
    unseen.setLineStyle(SeriesLines.NONE);
    unseen.setMarker(SeriesMarkers.NONE);
  }

  private void add(
      String name, double[] x, double[] y, Color color, BasicStroke stroke, Marker marker) {
    if (chart.getSeriesMap().isEmpty()) {
      makeMarksRound(x[x.length - 1], y[0]);
    }
    XYSeries series = chart.addSeries(name, x, y);
    series.setLineColor(color);
    series.setLineStyle(stroke);
    series.setMarker(marker);
    series.setMarkerColor(color);
  }
}
