"""The names of the invented people, put together at random. They are nobody's."""

from __future__ import annotations

_GIVEN = """
Abena Adaeze Aditi Agnes Aiyana Alba Alina Amal Amara Anders Anneke Anselm Arash Aria Asha Astrid
Ayumi Bahar Basil Beatriz Benedict Bilal Birgit Bronwyn Callum Camila Caspian Celeste Chidi
Cillian Clara Corin Dalia Damaris Dario Deepa Delphine Desmond Dmitri Dorothea Ebele Edda Efua
Eilidh Elio Elspeth Emeka Emre Esra Esteban Ewa Fadi Farah Felicity Fenna Fergus Fiorella Florian
Galina Gareth Gioia Greta Gudrun Hadiya Hanna Haruki Hedda Henrike Hiba Hoang Idris Ilse Imani
Indira Ines Ingrid Iolanda Isaura Ivo Jamila Jarek Jasper Jelena Joaquim Jorun Josefina Junko
Kalani Kamala Karim Keiko Kerensa Kiran Kofi Kwesi Lale Laszlo Leila Leocadia Liesel Linnea Lorcan
Luca Lucinda Mabel Madhu Magnus Maeve Malika Marcin Marisol Matteo Meera Mireille Moana Morwenna
Nadia Naoko Nasrin Neil Niamh Nicanor Nkechi Noor Odalys Oisin Olena Omar Oriol Osei Pavel
Perpetua Petra Philippa Pilar Priscilla Quentin Rafiq Ragnhild Ramiro Rashida Renske Rhiannon
Rohan Roswitha Ruben Sabine Safiya Sakura Sanna Saoirse Selim Sevgi Shirin Sigrid Silvio Simone
Sizwe Soledad Sunita Sylvie Tadeusz Taavi Tamsin Tariq Teodora Thandi Tomas Tove Ulrike Umar
Valentin Vesna Viveka Wanjiru Wilhelmina Xiadani Yasmin Yewande Yolanda Yusuf Zahra Zainab Zdenek
Zofia
"""

_FAMILY = """
Abara Achterberg Adeyemi Aguirre Ahlgren Akintola Albescu Almeida Amundsen Anand Anselmo Aquino
Arvidsson Asante Ashdown Atallah Aylward Azpeitia Bagnall Balakrishnan Balogun Bancroft Banerjee
Barzani Bellweather Berglund Beridze Biedermann Birdwell Blackwood Boateng Bogdanov Bonafede
Brannigan Brightwater Bucsan Caldera Cardoso Carmody Castellan Cazares Chakravarty Chivers Ciobanu
Clearwater Coelho Colquhoun Corrigan Czarnecki Dahlberg Dandekar Danso Darvish Delacroix Demirel
Devereaux Dhillon Dinsmore Doubek Dragomir Drummond Eastlake Echevarria Edwinson Eikeland Ekwueme
Elmahdi Erlandson Escamilla Faulkes Fairweather Falchetti Farrokh Ferreira Fitzwarren Flintoff
Fonoti Forsberg Fredriksen Galbraith Garrastazu Gebremariam Ghorbani Gilchrist Goldwater Gonsalves
Grabowski Greenhalgh Gunawardena Haddad Hakimi Halloran Hargreave Hasegawa Hawthorne Heikkinen
Hernando Hinojosa Holmgren Horvat Huaman Hyland Ibarra Ikeda Imanov Inglewood Isaksen Iwu
Jablonski Jagiello Jankovic Jaramillo Javadi Jelinek Jernigan Joubert Kachingwe Kalantari Kamara
Karlsdottir Kasprzak Kavanagh Kealoha Keshavarz Kinsella Kirchner Kobayashi Kolawole Komorowski
Kulkarni Kvist Lachance Lagerfeldt Lambrecht Larkspur Lazarov Lekota Lindqvist Llewellyn Lockhart
Lomidze Longtree Lucero Machado Mahlangu Makinde Malakar Manalo Marchetti Mariposa Matheson
Medeiros Meyerhold Mikkelsen Minamoto Mohapatra Montclair Mukherjee Nakagawa Narayanan Ndiaye
Nilsson Norquay Nwosu Oakenfold Obeid Odhiambo Okonjo Oldfield Olmedo Onyango Orellana Osterberg
Ouellette Overgaard Oyelaran Paasikivi Padilla Palmgren Papadakis Paredes Patwardhan Pellegrino
Penhaligon Pereira Petridis Phiri Pietersen Pinheiro Podolski Popescu Quigley Quintana Rademaker
Rahimi Rajagopal Ramachandran Rasmussen Ravndal Redfeather Reinholt Ribeiro Ridgeway Rosenqvist
Rukavina Sagbohan Salcedo Samuelsen Santangelo Sarkisian Schoonover Sedlacek Sengupta Shimizu
Silverman Sinclair Skovgaard Sobolewski Solberg Somerville Soriano Stavros Steinmetz Suleiman
Sundaram Szabo Takahashi Tanaka Tembo Thistlewood Thorvald Tiwari Toivonen Torvik Trevelyan
Tsegaye Tuisosopo Underhill Urquhart Uzun Valdivia Vandermeer Vasquez Venkatesan Verhoeven
Villanueva Voskuijlen Wachira Wainwright Waldegrave Weatherby Westergaard Whitcombe Wierzbicki
Windrow Wolanski Xaba Yamashita Yarwood Yilmaz Youssef Zabala Zakharov Zamora Zeidan Zielinski
Zwane
"""

GIVEN = tuple(_GIVEN.split())
FAMILY = tuple(_FAMILY.split())
